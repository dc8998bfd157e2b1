#include "core/project/ConnectionFile.h"

#include "core/project/FieldFile.h"
#include "core/project/HistoryBudget.h"
#include "core/project/LocalesFile.h"
#include "core/project/Names.h"
#include "core/project/ProjectFormat.h"

#include <algorithm>
#include <cctype>

namespace syncline {

namespace {

std::string connectionFolder(std::string_view name)
{
    return "connections/" + std::string(name);
}

bool isTypePrefix(const std::string &prefix)
{
    return prefix.empty() || (prefix.front() >= 'A' && prefix.front() <= 'Z' &&
                              !nameFault(NameKind::Variable, prefix));
}

/** {"secret": true}, whose value is in the secret store, or the value itself. */
std::optional<EnvironmentVariable> readVariable(JsonFile &file, const std::string &name,
                                                const Value &value, const std::string &pointer)
{
    if (const auto fault = nameFault(NameKind::Variable, name)) {
        file.leaveOut("bad_identifier", *fault + " The variable is left out.", pointer);
        return std::nullopt;
    }
    if (value.isString())
        return EnvironmentVariable{.name = name, .value = value.asString(), .secret = false};
    const bool secret =
        value.isObject() && value.asObject().size() == 1 && value["secret"].boolOr();
    if (secret)
        return EnvironmentVariable{.name = name, .value = {}, .secret = true};
    std::string message =
        "The variable " + inQuotes(name) +
        " must be text, or {\"secret\": true} when its value is kept in the secret store.";
    if (value.isObject() && value.asObject().contains("value"))
        message += " The value of a secret never stands in a file.";
    file.leaveOut("bad_variable", std::move(message), pointer);
    return std::nullopt;
}

bool isUuid(std::string_view text)
{
    if (text.size() != 36)
        return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : std::isxdigit(static_cast<unsigned char>(text[i])) == 0)
            return false;
    }
    return true;
}

} // namespace

std::string connectionPath(std::string_view name)
{
    return connectionFolder(name) + "/connection.json";
}

std::optional<ConnectionDef> readConnection(JsonFile &file, std::string_view name)
{
    const Value *value = file.parse();
    if (!value)
        return std::nullopt;
    if (const auto fault = nameFault(NameKind::Connection, name)) {
        file.leaveOut("bad_identifier", *fault + " The connection is left out.", {});
        return std::nullopt;
    }
    ObjectReader reader(file, value->asObject(), {});
    reader.take("format");
    ConnectionDef connection;
    connection.name = name;
    connection.kind = reader.text("kind");
    connection.script = reader.text("script");
    if (!connection.script.empty())
        connection.script = projectPath(connectionFolder(name), connection.script);
    if (connection.kind.empty() && connection.script.empty()) {
        file.leaveOut(
            "missing_key",
            "The connection says neither the \"kind\" of its connector nor a \"script\" of "
            "its own, so it is left out.",
            {});
        return std::nullopt;
    }
    connection.enabled = reader.flag("enabled", true);
    connection.comment = reader.text("comment");
    connection.typePrefix = reader.text("typePrefix");
    if (!isTypePrefix(connection.typePrefix)) {
        file.leaveOut("bad_identifier",
                      inQuotes(connection.typePrefix) +
                          " cannot be a type prefix: it begins with A–Z and goes on with letters, "
                          "digits and '_'.",
                      "/typePrefix");
        connection.typePrefix.clear();
    }
    connection.models = reader.texts("models");
    connection.options = reader.object("options");
    connection.extra = reader.rest();
    return connection;
}

std::string writeConnection(const ConnectionDef &connection)
{
    ValueObject object{{"format", projectFormat}};
    putText(object, "kind", connection.kind);
    if (!connection.script.empty())
        object.append("script", relativePath(connectionFolder(connection.name), connection.script));
    putFlag(object, "enabled", connection.enabled, true);
    putText(object, "comment", connection.comment);
    putText(object, "typePrefix", connection.typePrefix);
    putTexts(object, "models", connection.models);
    putObject(object, "options", connection.options);
    putExtra(object, connection.extra);
    return fileText(object);
}

std::string environmentPath(std::string_view name)
{
    return "environments/" + std::string(name) + ".env.json";
}

std::optional<EnvironmentDef> readEnvironment(JsonFile &file, std::string_view name)
{
    const Value *value = file.parse();
    if (!value)
        return std::nullopt;
    if (const auto fault = nameFault(NameKind::Environment, name)) {
        file.leaveOut("bad_identifier", *fault + " The environment is left out.", {});
        return std::nullopt;
    }
    ObjectReader reader(file, value->asObject(), {});
    reader.take("format");
    EnvironmentDef environment;
    environment.name = name;
    for (const auto &[variable, content] : reader.object("variables")) {
        const std::string pointer = ObjectReader::join("/variables", variable);
        if (auto read = readVariable(file, variable, content, pointer))
            environment.variables.push_back(std::move(*read));
    }
    environment.extra = reader.rest();
    return environment;
}

std::string writeEnvironment(const EnvironmentDef &environment)
{
    ValueObject variables;
    for (const EnvironmentVariable &variable : environment.variables) {
        if (variable.secret)
            variables.set(variable.name, ValueObject{{"secret", true}});
        else
            variables.set(variable.name, variable.value);
    }
    ValueObject object{{"format", projectFormat}};
    putObject(object, "variables", variables);
    putExtra(object, environment.extra);
    return fileText(object);
}

std::optional<ProjectSettings> readSettings(JsonFile &file)
{
    const Value *value = file.parse();
    if (!value)
        return std::nullopt;
    ObjectReader reader(file, value->asObject(), {});
    reader.take("format");
    ProjectSettings settings;
    settings.id = reader.text("id");
    if (!isUuid(settings.id)) {
        file.error("bad_id",
                   "\"id\" must be the project's UUID, as \"syncline new\" makes it; without it no "
                   "secret can be kept.",
                   reader.has("id") ? "/id" : "");
        settings.id.clear();
    }
    settings.name = reader.text("name");
    settings.locales = readLocales(reader);
    settings.settings = reader.object("settings");
    checkHistoryBudget(file, settings.settings);
    settings.extra = reader.rest();
    return settings;
}

std::string writeSettings(const ProjectSettings &settings)
{
    ValueObject object{{"format", projectFormat}};
    putText(object, "id", settings.id);
    putText(object, "name", settings.name);
    putTexts(object, "locales", settings.locales);
    putObject(object, "settings", settings.settings);
    putExtra(object, settings.extra);
    return fileText(object);
}

} // namespace syncline
