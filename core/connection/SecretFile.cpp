#include "core/connection/SecretFile.h"

#include "core/base/Json.h"

namespace syncline {

namespace {

constexpr std::int64_t format = 1;
constexpr std::uint64_t sealUse = 1;
constexpr std::uint64_t macUse = 2;

} // namespace

Error damagedSecrets()
{
    return {
        secretsCode,
        "The file .syncline/secrets.json is damaged or was changed, so no secret is read from it. "
        "Restore it from a backup, or remove it and enter the secrets again."};
}

ValueObject SecretFile::content() const
{
    ValueList list;
    for (const auto &[id, sealed] : values)
        list.emplace_back(
            ValueObject{{"owner", id.first}, {"name", id.second}, {"sealed", sealed}});
    return {{"format", format}, {"project", project}, {"key", key}, {"values", std::move(list)}};
}

Result<SecretFile> SecretFile::read(std::string_view text)
{
    const Result<Value> parsed = json::parse(text);
    if (!parsed || !parsed.value().isObject())
        return damagedSecrets();
    const Value &value = parsed.value();
    if (value["format"].intOr() > format) {
        return Error(
            secretsCode,
            "The secrets of this project were stored by a newer version of Syncline. Update "
            "Syncline.");
    }
    SecretFile file;
    file.project = value["project"].stringOr();
    file.mac = value["mac"].stringOr();
    if (value["key"].isObject())
        file.key = value["key"].asObject();
    if (value["values"].isList()) {
        for (const Value &entry : value["values"].asList())
            file.values.emplace(std::pair(entry["owner"].stringOr(), entry["name"].stringOr()),
                                entry["sealed"].stringOr());
    }
    ValueObject whole = file.content();
    whole.append("mac", file.mac);
    if (json::write(Value(whole), json::Layout::Indented) + '\n' != text)
        return damagedSecrets();
    return file;
}

std::string SecretFile::write(const SecretKey &master) const
{
    ValueObject whole = content();
    whole.append("mac", sealing::mac(master.derived(macUse), json::write(Value(content()))));
    return json::write(Value(whole), json::Layout::Indented) + '\n';
}

bool SecretFile::isAuthentic(const SecretKey &master) const
{
    return sealing::equal(mac, sealing::mac(master.derived(macUse), json::write(Value(content()))));
}

std::string SecretFile::context(std::string_view owner, std::string_view name) const
{
    return sealing::joinParts({project, owner, name});
}

void SecretFile::put(const SecretKey &master, std::string_view owner, std::string_view name,
                     std::string_view value, Random &random)
{
    values[{std::string(owner), std::string(name)}] =
        sealing::seal(master.derived(sealUse), value, context(owner, name), random);
}

std::optional<std::string> SecretFile::open(const SecretKey &master, std::string_view owner,
                                            std::string_view name) const
{
    const auto it = values.find({std::string(owner), std::string(name)});
    if (it == values.end())
        return std::nullopt;
    return sealing::open(master.derived(sealUse), it->second, context(owner, name));
}

} // namespace syncline
