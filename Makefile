# Every target runs unattended and exits non-zero on failure. `make` alone lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help build service demo run doctor send up down logs backup restore lint format audit publish test test-faults bench bench-accept bench-relay bench-peers bench-start bench-soak bench-scale bench-search bench-sound bench-wer clean \
  demo-packages test-packages fault-packages bench-packages wer-packages

CONFIGURATION ?= Release
COMPOSE := docker compose -f docker/compose.yaml --env-file .env
VOICEMAIL := dotnet Silo/bin/$(CONFIGURATION)/net10.0/voicemail.dll
export DOTNET_NOLOGO := 1
export DOTNET_CLI_TELEMETRY_OPTOUT := 1

# What the demo and the tests use beyond the .NET SDK (Debian and Ubuntu names).
DEMO_PACKAGES := pocketsphinx pocketsphinx-en-us
TEST_PACKAGES := $(DEMO_PACKAGES) chromium ffmpeg flite sox strace swaks python3 python3-aiosmtpd redis-server redis-sentinel \
    libfaketime postfix msmtp openssl
BENCH_PACKAGES := redis-server postfix python3 python3-aiosmtpd
WER_PACKAGES := $(DEMO_PACKAGES) asterisk-core-sounds-en asterisk-core-sounds-en-wav
FAULT_PACKAGES := $(TEST_PACKAGES) e2fsprogs iproute2 mount util-linux
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo -n)

# Installs the missing ones of a list of packages; says what will not work where there is no apt.
define install
@missing=""; for p in $(1); do dpkg -s $$p >/dev/null 2>&1 || missing="$$missing $$p"; done; \
if [ -n "$$missing" ]; then \
  if command -v apt-get >/dev/null; then \
    echo "Installing$$missing"; \
    { $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $$missing >/tmp/voicemail-apt.log 2>&1 \
      || { $(SUDO) apt-get update >/dev/null && $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $$missing >/tmp/voicemail-apt.log 2>&1; }; } \
      || { tail -5 /tmp/voicemail-apt.log; echo "Could not install$$missing"; exit 1; }; \
  else echo "No apt here: install$$missing yourself, or what needs them is skipped."; fi; \
fi
endef

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1|/' | column -t -s '|' | sed 's/^/  make /'

build: ## Build everything
	@dotnet build VoicemailOrleans.sln -c $(CONFIGURATION) --nologo -v quiet -clp:NoSummary

service: # The executable alone
	@dotnet build Silo -c $(CONFIGURATION) --nologo -v quiet -clp:NoSummary

demo: demo-packages service ## Real voicemails through the whole service, with a built-in mail server (DEMO_EXIT=1: stop when delivered)
	@$(VOICEMAIL) demo

run: service ## Run the service on the configuration in .env
	@$(VOICEMAIL) run

doctor: service ## Look at everything the service will need on this machine, and say what to set right
	@$(VOICEMAIL) doctor

send: service ## Send a sample voicemail to a running gateway (TO=host:port, FILE=recording.wav or mail.eml)
	@$(VOICEMAIL) send --to $(or $(TO),localhost:1025) $(FILE)

up: ## Start the containers of docker/compose.yaml (SILOS=2, REGISTRY=... for the .NET images)
	@[ -n "$$REGISTRY" ] || { echo "REGISTRY=... make up: set it to the registry of your .NET images."; exit 1; }
	@$(COMPOSE) up -d --build --scale silo=$(or $(SILOS),2)

down: ## Stop them; their volumes stay
	@$(COMPOSE) down

logs: ## Follow what they log
	@$(COMPOSE) logs -f --tail 100

backup: service ## Copy everything into a folder, while the service runs (TO=folder, default ./backup)
	@$(VOICEMAIL) backup $(or $(TO),./backup)

restore: service ## Fill an empty storage folder and store from a backup (FROM=folder, default ./backup)
	@$(VOICEMAIL) restore $(or $(FROM),./backup)

publish: ## A folder that runs without .NET on any linux-x64 machine (OUT=folder, default ./publish), with its SBOM
	@dotnet publish Silo -c Release -r linux-x64 --self-contained -o $(or $(OUT),./publish) --nologo -v quiet -clp:NoSummary
	@if command -v jq >/dev/null; then cd $(or $(OUT),./publish) && jq -f $(CURDIR)/docker/sbom.jq voicemail.deps.json > sbom.cdx.json; \
	  else echo "No jq here: no SBOM."; fi

lint: ## Check style and the rules of the house (line breaks are the author's: the whitespace formatter would break every table apart)
	@dotnet format style VoicemailOrleans.sln --verify-no-changes
	@dotnet test Tests -c $(CONFIGURATION) --nologo -v quiet -clp:NoSummary --filter "FullyQualifiedName~Tests.Tidy"

format: ## Apply the rules of style
	@dotnet format style VoicemailOrleans.sln

audit: ## Look for known vulnerabilities in the packages; says so where no package source knows of any
	@found=$$(dotnet list VoicemailOrleans.sln package --vulnerable --include-transitive 2>&1); status=$$?; echo "$$found"; \
	[ $$status -eq 0 ] || { echo "The audit could not be made."; exit 1; }; \
	! grep -q '   > ' <<< "$$found" || { echo "A package has a known vulnerability."; exit 1; }; \
	for source in $$(grep -oE 'https?://[^ ]+' <<< "$$found" | sort -u); do \
	  curl -fsSL --max-time 20 "$$source" 2>/dev/null | grep -q VulnerabilityInfo && exit 0; done; \
	echo "No package source here lists vulnerabilities: that none was found says nothing."

test: test-packages ## Run the whole test suite
	@dotnet test VoicemailOrleans.sln -c $(CONFIGURATION) --nologo -v quiet -clp:NoSummary --logger "console;verbosity=minimal" \
	  --filter "Category!=Faults"

test-faults: fault-packages ## Faults on real processes, the long form; prints the figures of docs/reliability.md (FAULTS_SEED=number)
	@table=$$(mktemp); FAULTS_REPORT=$$table dotnet test Tests -c $(CONFIGURATION) --nologo -v quiet -clp:NoSummary \
	  --logger "console;verbosity=minimal" --filter "Category=Faults"; status=$$?; cat $$table; rm -f $$table; exit $$status

bench: ## Measure how fast mail is accepted and relayed (options: dotnet run --project Bench -- accept --help)
	@dotnet run --project Bench -c $(CONFIGURATION) -- accept

bench-accept: bench-packages ## Accepting mail beside Postfix: ratios of five rounds (root)
	@dotnet run --project Bench -c $(CONFIGURATION) -- peers accept

bench-relay: bench-packages ## Accepting and relaying beside Postfix: ratios of five rounds (root)
	@dotnet run --project Bench -c $(CONFIGURATION) -- peers relay

bench-peers: bench-packages ## Accepting and the whole journey beside Postfix, aiosmtpd and, where it is installed, Haraka (root)
	@dotnet run --project Bench -c $(CONFIGURATION) -- field

bench-start: ## Time until the service is ready, and its memory when it idles
	@dotnet run --project Bench -c $(CONFIGURATION) -- start

bench-soak: ## A day's voicemails in twenty minutes: does memory stay flat?
	@dotnet run --project Bench -c $(CONFIGURATION) -- soak

bench-scale: bench-packages ## Measure what more silos bring, on a Redis of its own (also: -- turns, claims, trips)
	@dotnet run --project Bench -c $(CONFIGURATION) -- scale

bench-search: ## Measure how long searches take among 200,000 voicemails
	@dotnet run --project Bench -c $(CONFIGURATION) -- search

bench-sound: test-packages ## Measure decoding, splitting and rewriting on one core
	@dotnet run --project Bench -c $(CONFIGURATION) -- sound

bench-wer: wer-packages ## Word error rate of the offline engine on recorded telephone prompts (some ten minutes)
	@dotnet run --project Bench -c $(CONFIGURATION) -- words

clean: ## Remove what was built
	@find . -type d \( -name bin -o -name obj \) -not -path './.git/*' -not -path './data/*' -prune -exec rm -rf {} +

demo-packages:
	$(call install,$(DEMO_PACKAGES))

test-packages:
	$(call install,$(TEST_PACKAGES))

bench-packages:
	$(call install,$(BENCH_PACKAGES))

wer-packages:
	$(call install,$(WER_PACKAGES))

fault-packages:
	$(call install,$(FAULT_PACKAGES))
