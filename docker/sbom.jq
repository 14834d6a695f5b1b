# What a published folder is made of, as CycloneDX 1.5, out of its voicemail.deps.json:
#   jq -f docker/sbom.jq voicemail.deps.json
{
  bomFormat: "CycloneDX",
  specVersion: "1.5",
  version: 1,
  metadata: {
    component: (.libraries | to_entries[] | select(.key | startswith("voicemail/"))
      | { type: "application", name: "voicemail", version: (.key | split("/")[1]) })
  },
  components: [
    .libraries | to_entries[] | select(.value.type == "package" or .value.type == "runtimepack")
    | (.key | ltrimstr("runtimepack.") | split("/")) as [$name, $version]
    | {
        type: "library",
        name: $name,
        version: $version,
        purl: "pkg:nuget/\($name)@\($version)"
      }
  ] | sort_by(.name)
}
