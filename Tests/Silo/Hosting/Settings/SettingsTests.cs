using System.Net;
using VoicemailOrleans.Silo.Hosting.Settings;
using VoicemailOrleans.Tests.Tidy;

namespace VoicemailOrleans.Tests.Silo.Hosting.Settings;

public sealed class SettingsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("voicemail-settings-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("SMTP_PORT", "70000")]
    [InlineData("SMTP_PORT", "mail")]
    [InlineData("SMTP_HOST", "nowhere at all")]
    [InlineData("SMTP_AUTH_REQUIRED", "perhaps")]
    [InlineData("SMTP_TLS_CERT", "/no/such/file.pem")]
    [InlineData("SMTP_MAX_MESSAGE_SIZE", "-1")]
    [InlineData("SMTP_ALLOWED_NETWORKS", "10.0.0.0/8, ten")]
    [InlineData("SMTP_RELAY_DOMAINS", "me@example.org")]
    [InlineData("OUTBOUND_SMTP_TLS", "maybe")]
    [InlineData("RELAY_RETRY_SECONDS", "60,x")]
    [InlineData("RELAY_RETRY_SECONDS", "60,30")]
    [InlineData("SPEECH_ENGINES", "google,siri")]
    [InlineData("GOOGLE_SPEECH_ENDPOINT", "speech")]
    [InlineData("DELIVER_BY_SECONDS", "0")]
    [InlineData("LOG_LEVEL", "loud")]
    [InlineData("LOG_FORMAT", "xml")]
    [InlineData("ROLES", "gateway,king")]
    [InlineData("ROLES", ",")]
    [InlineData("REDIS_URL", "localhost:6379")]
    [InlineData("SILO_CONCURRENCY", "0")]
    [InlineData("SILO_LEASE_SECONDS", "3")]
    [InlineData("AUDIT_KEEP_DAYS", "7")]
    [InlineData("CONTENT_KEY_FILE", "/no/such/file")]
    [InlineData("ADMIN_SESSION_HOURS", "0")]
    [InlineData("ADMIN_OIDC_ISSUER", "http://login.example.org")]
    [InlineData("ADMIN_OIDC_CLIENT_SECRET_FILE", "/no/such/file")]
    [InlineData("ADMIN_OIDC_CA_FILE", "/no/such/file.pem")]
    [InlineData("ADMIN_PROXY_USER_HEADER", "X User:")]
    [InlineData("ADMIN_PROXY_ADDRESSES", "proxy.example.org")]
    [InlineData("METRICS_ALLOWED_NETWORKS", "everybody")]
    [InlineData("HTTP_PROXY_ADDRESSES", "proxy.example.org")]
    [InlineData("HTTP_TRUST_PROXY", "true"), InlineData("HTTP_TRUST_PROXY", "10.0.0.0/8")]
    [InlineData("SPEECH_LANGUAGE_CODE", "german")]
    public void Load_BadValue_NamesTheSetting(string name, string value)
    {
        var loaded = Load((name, value));
        Assert.Contains(loaded.Errors, error => error.StartsWith(name + " ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ROLES", "gateway")]
    [InlineData("SMTP_AUTH_REQUIRED", "true")]
    [InlineData("SMTP_TLS_PORT", "465")]
    [InlineData("SMTP_LEGACY_TLS_PORT", "2525")]
    [InlineData("OUTBOUND_SMTP_USER", "me")]
    [InlineData("SPEECH_ENGINES", "google")]
    [InlineData("SPEECH_ENGINES", "openai")]
    [InlineData("SPEECH_ENGINES", "pocketsphinx,none")]
    [InlineData("ADMIN_OIDC_ISSUER", "https://login.example.org")]
    [InlineData("ADMIN_OIDC_SCOPES", "profile")]
    [InlineData("ADMIN_PROXY_USER_HEADER", "X-Remote-User")]
    [InlineData("ADMIN_LOCAL_LOGIN", "false")]
    public void Load_ValueThatNeedsAnother_NamesBoth(string name, string value)
    {
        var loaded = Load((name, value));
        Assert.Contains(loaded.Errors, error => error.Contains(name, StringComparison.Ordinal));
    }

    [Fact]
    public void Load_TrustInEveryPrivateAddress_IsToldWhatToGiveInstead()
    {
        File.WriteAllText(Path.Combine(folder, ".env"), "HTTP_TRUST_PROXY=yes\n");
        Assert.Contains("in HTTP_PROXY_ADDRESSES instead", Assert.Single(Load().Errors), StringComparison.Ordinal);
        var loaded = Load(("HTTP_TRUST_PROXY", "False"), ("HTTP_PROXY_ADDRESSES", "10.0.0.5, fd00::/64"));
        Assert.Empty(loaded.Errors);
        Assert.Empty(loaded.Warnings);
        Assert.Equal([IPNetwork.Parse("10.0.0.5/32"), IPNetwork.Parse("fd00::/64")], loaded.Settings.HttpProxies);
    }

    [Fact]
    public void Load_ManyMistakes_NamesAllAtOnce() =>
        Assert.Equal(3, Load(("SMTP_PORT", "x"), ("HTTP_PORT", "y"), ("LOG_LEVEL", "z")).Errors.Count);

    [Fact]
    public void Load_NothingButTheSmarthost_IsEnough() => Assert.Empty(Load().Errors);

    [Fact]
    public void Load_NoSmarthost_SaysSo() =>
        Assert.Contains(SettingsLoader.Load(folder).Errors, error => error.StartsWith("OUTBOUND_SMTP_HOST", StringComparison.Ordinal));

    [Theory]
    [InlineData("gateway", "SMTP_TLS_CERT")]
    [InlineData("gateway", "SMTP_AUTH_USER")]
    [InlineData("silo", "OUTBOUND_SMTP_HOST")]
    [InlineData("silo", "OUTBOUND_SMTP_CA_FILE")]
    [InlineData("silo", "OUTBOUND_SMTP_PASSWORD")]
    [InlineData("silo", "GOOGLE_APPLICATION_CREDENTIALS")]
    public void Load_WhatOneRoleNeeds_IsAskedOfNoOther(string role, string name)
    {
        (string, string)[] lacking =
        [
            ("OUTBOUND_SMTP_HOST", ""), ("REDIS_URL", "redis://redis"), ("SPEECH_ENGINES", "google"), ("OUTBOUND_SMTP_USER", "me"),
            ("SMTP_TLS_CERT", "/not/mounted"), ("SMTP_AUTH_USER", "me"), ("OUTBOUND_SMTP_CA_FILE", "/not/mounted"), ("GOOGLE_APPLICATION_CREDENTIALS", "/not/mounted"),
        ];
        foreach (var roles in new[] { "gateway", "silo", "admin", "gateway,silo", "silo,admin", "gateway,silo,admin" })
        {
            var errors = Load([("ROLES", roles), .. lacking]).Errors;
            Assert.Equal(roles.Contains(role, StringComparison.Ordinal), errors.Any(error => error.Contains(name, StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void Load_AdminAloneOnRedis_NeedsNothingElse() =>
        Assert.Empty(Load(("ROLES", "admin"), ("REDIS_URL", "redis://redis"), ("OUTBOUND_SMTP_HOST", "")).Errors);

    [Theory]
    [InlineData("gateway")]
    [InlineData("silo,admin")]
    public void Load_FewerRolesWithoutRedis_AreRefused(string roles) =>
        Assert.StartsWith("ROLES names only some", Assert.Single(Load(("ROLES", roles)).Errors));

    [Theory]
    [InlineData("REDIS_URL")]
    [InlineData("CELERY_BROKER_URL")]
    public void Load_BadRedisUrl_IsNamedWithoutItsPassword(string name)
    {
        var error = Assert.Single(Load((name, "redis://user:hunter2/secret@redis:6379")).Errors);
        Assert.StartsWith(name + " cannot be used", error);
        Assert.DoesNotContain("hunter2", error);
        Assert.DoesNotContain("secret", error);
    }

    [Fact]
    public void Load_OidcWithoutGroups_SaysThatNobodyHasARole()
    {
        (string, string)[] oidc =
        [
            ("ADMIN_OIDC_ISSUER", "https://login.example.org/realm"), ("ADMIN_OIDC_CLIENT_ID", "voicemail"), ("ADMIN_OIDC_CLIENT_SECRET", "s"),
        ];
        Assert.Contains("ADMIN_GROUPS_HELPDESK", Assert.Single(Load(oidc).Errors), StringComparison.Ordinal);
        var loaded = Load([.. oidc, ("ADMIN_GROUPS_ADMIN", "CN=VM Admins,OU=IT; vm-admins")]);
        Assert.Empty(loaded.Errors);
        Assert.Equal(["admin"], loaded.Settings.Groups.RolesOf(["cn=vm admins,ou=it"]));
        Assert.Empty(loaded.Settings.Groups.RolesOf(["CN=VM Admins"]));
    }

    [Fact]
    public void Load_SecretFile_IsRead()
    {
        var file = Path.Combine(folder, "secret");
        File.WriteAllText(file, "from a file\n");
        var settings = Load(
            ("ADMIN_OIDC_CLIENT_SECRET_FILE", file), ("SMTP_AUTH_PASSWORD_FILE", file), ("OUTBOUND_SMTP_PASSWORD_FILE", file),
            ("OUTBOUND_SMTP_OAUTH_CLIENT_SECRET_FILE", file), ("OPENAI_API_KEY_FILE", file)).Settings;
        Assert.Equal(
            Enumerable.Repeat("from a file", 5),
            [settings.OidcClientSecret, settings.SmtpAuthPassword, settings.OutboundPassword, settings.OutboundClientSecret, settings.OpenAiApiKey]);
    }

    [Fact]
    public void Load_SecretFile_IsCheckedAsTheSecretIsAndReadByThoseWhoNeedIt()
    {
        var file = Path.Combine(folder, "secret");
        File.WriteAllText(file, "http://not-redis");
        Assert.Contains(Load(("REDIS_URL_FILE", file)).Errors, error => error.StartsWith("REDIS_URL_FILE cannot be used", StringComparison.Ordinal));
        File.WriteAllText(file, "redis://localhost:6379");
        Assert.NotNull(Load(("REDIS_URL_FILE", file)).Settings.Redis);
        (string, string)[] gateway = [("ROLES", "gateway"), ("REDIS_URL_FILE", file)];
        Assert.Empty(Load([.. gateway, ("OUTBOUND_SMTP_PASSWORD_FILE", "/no/such/file")]).Errors);
        Assert.NotEmpty(Load([.. gateway, ("SMTP_AUTH_PASSWORD_FILE", "/no/such/file")]).Errors);
    }

    [Fact]
    public void Load_EmptyValue_CountsAsNotSet() => Assert.Equal(1025, Load(("SMTP_PORT", " ")).Settings.SmtpPort);

    [Fact]
    public void Load_Files_OverrideEachOtherInOrder()
    {
        File.WriteAllText(Path.Combine(folder, "appsettings.json"), """{ "SMTP_PORT": 2001, "HTTP_PORT": 2002, "Logging": {} }""");
        File.WriteAllText(Path.Combine(folder, ".env"), "# comment\nexport HTTP_PORT=\"3002\" \nDELIVER_BY_SECONDS=7 # soon\n");
        var loaded = Load(("DELIVER_BY_SECONDS", "9"));
        Assert.Empty(loaded.Errors);
        Assert.Equal((2001, 3002, 9.0), (loaded.Settings.SmtpPort, loaded.Settings.HttpPort, loaded.Settings.DeliverBy.TotalSeconds));
    }

    [Theory]
    [InlineData("SPEECH_MODEL=  # the default", null)]
    [InlineData("SPEECH_MODEL= phone_call # ours", "phone_call")]
    [InlineData("SPEECH_MODEL=a#b", "a#b")]
    [InlineData("SPEECH_MODEL='a # b' # quoted", "a # b")]
    public void Load_CommentBehindAValue_IsNoPartOfIt(string line, string? model)
    {
        File.WriteAllText(Path.Combine(folder, ".env"), line + "\n");
        Assert.Equal(model, Load().Settings.SpeechModel);
    }

    [Fact]
    public void Load_UnknownKeyInAppSettings_IsAnError()
    {
        File.WriteAllText(Path.Combine(folder, "appsettings.json"), """{ "SMTP_PROT": 25 }""");
        Assert.Contains(Load().Errors, error => error.Contains("SMTP_PROT", StringComparison.Ordinal));
    }

    [Fact]
    public void Load_UnknownNameInEnvFile_IsAWarning()
    {
        File.WriteAllText(Path.Combine(folder, ".env"), "FLOWER_PORT=5555\n");
        var loaded = Load();
        Assert.Empty(loaded.Errors);
        Assert.Contains("FLOWER_PORT", Assert.Single(loaded.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_PredecessorsNames_AreUnderstood()
    {
        var settings = Load(
            ("GOOGLE_LANGUAGE_CODE", "de-DE"), ("GOOGLE_MODEL", "phone_call"), ("OUTBOUND_SMTP_USE_TLS", "true"),
            ("STORAGE_CLEANUP_AFTER_HOURS", "48"), ("STORAGE_MAX_AUDIO_SIZE_MB", "20")).Settings;
        Assert.Equal("de-DE", settings.SpeechLanguage);
        Assert.Equal("phone_call", settings.SpeechModel);
        Assert.Equal(OutboundTls.Required, settings.OutboundTls);
        Assert.Equal(TimeSpan.FromHours(48), settings.CleanupAfter);
        Assert.Equal(20L << 20, settings.RecordingMaxSize);
        Assert.Equal(OutboundTls.Implicit, Load(("OUTBOUND_SMTP_USE_SSL", "yes")).Settings.OutboundTls);
        Assert.Equal("redis:6380", Load(("CELERY_BROKER_URL", "redis://redis:6380/1")).Settings.Redis!.Endpoints[0].ToString());
    }

    [Fact]
    public void Load_Languages_AreKeptInOneForm()
    {
        Assert.Equal("de-CH, fr-CH, it-CH", Load(("SPEECH_LANGUAGE_CODE", " de-CH,fr-CH ,it-CH")).Settings.SpeechLanguage);
        Assert.Contains("'fr_CH' is none", Assert.Single(Load(("SPEECH_LANGUAGE_CODE", "de-CH, fr_CH")).Errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_Networks_TakesAddressesAndRanges() =>
        Assert.Equal(
            [IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("192.168.7.9/32"), IPNetwork.Parse("fd00::/8")],
            Load(("SMTP_ALLOWED_NETWORKS", "10.0.0.0/8, 192.168.7.9;fd00::/8")).Settings.SmtpAllowedNetworks);

    [Fact]
    public void Reference_InTheDocs_IsTheCatalogue()
    {
        Assert.Equal(SettingsReference.Markdown(), File.ReadAllText(Path.Combine(SourceTree.Root, "docs/configuration.md")));
        Assert.Equal(SettingsReference.EnvExample(), File.ReadAllText(Path.Combine(SourceTree.Root, ".env.example")));
    }

    private LoadedSettings Load(params (string Name, string Value)[] values)
    {
        var overrides = values.ToDictionary(pair => pair.Name, pair => pair.Value);
        overrides.TryAdd("OUTBOUND_SMTP_HOST", "mail.example.org");
        return SettingsLoader.Load(folder, overrides);
    }
}
