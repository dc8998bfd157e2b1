#include "core/connection/ConnectionOptions.h"

#include "core/base/Json.h"
#include "core/connection/SecretStore.h"
#include "core/project/ConnectionFile.h"
#include "core/project/JsonFile.h"

#include <algorithm>

namespace syncline {

namespace {

const ConnectorOption *findSpec(const std::vector<ConnectorOption> &specs, std::string_view name)
{
    const auto it = std::find_if(specs.begin(), specs.end(),
                                 [&](const ConnectorOption &spec) { return spec.name == name; });
    return it == specs.end() ? nullptr : &*it;
}

std::string labelOf(const ConnectorOption &spec)
{
    if (spec.label.empty() || spec.label == spec.name)
        return inQuotes(spec.name);
    return inQuotes(spec.label) + " (" + spec.name + ')';
}

std::string numberText(double number)
{
    return json::write(number == static_cast<double>(static_cast<std::int64_t>(number))
                           ? Value(static_cast<std::int64_t>(number))
                           : Value(number));
}

bool isKind(std::string_view type, const Value &value)
{
    if (type == "number")
        return value.isNumber();
    if (type == "boolean")
        return value.isBool();
    if (type == "list")
        return value.isList();
    if (type == "object")
        return value.isObject();
    return value.isString(); // string, enum, file, folder
}

std::string_view kindWord(std::string_view type)
{
    if (type == "number")
        return "a number";
    if (type == "boolean")
        return "true or false";
    if (type == "list")
        return "a list";
    if (type == "object")
        return "an object";
    return "text";
}

/** Why @p value does not fit @p spec, as the end of a sentence; empty: it does. */
std::string valueFault(const ConnectorOption &spec, const Value &value)
{
    if (!isKind(spec.type, value)) {
        return "must be " + std::string(kindWord(spec.type)) + ", but is " +
               std::string(value.kindName()) + '.';
    }
    if (spec.type == "number") {
        if (spec.min && value.asDouble() < *spec.min)
            return "must be at least " + numberText(*spec.min) + '.';
        if (spec.max && value.asDouble() > *spec.max)
            return "must be at most " + numberText(*spec.max) + '.';
    }
    if (spec.type == "enum" &&
        std::find(spec.values.begin(), spec.values.end(), value.asString()) == spec.values.end()) {
        std::string known;
        for (const std::string &option : spec.values)
            known += (known.empty() ? "" : ", ") + option;
        return "must be one of " + known + ", but is " + inQuotes(value.asString()) + '.';
    }
    return {};
}

/** Not given: absent, null, or empty text. */
bool isMissing(const Value &value)
{
    return value.isNull() || (value.isString() && value.asString().empty());
}

bool isRequired(const ConnectorOption &spec)
{
    return !spec.optional && spec.defaultValue.isNull();
}

/** A stored secret as its option's type. */
Value secretValue(const ConnectorOption &spec, const std::string &text)
{
    if (spec.type == "string" || spec.type == "enum" || spec.type.empty())
        return text;
    Result<Value> parsed = json::parse(text);
    return parsed ? std::move(parsed).value() : Value(text);
}

std::vector<OptionFault> checkAll(const std::vector<ConnectorOption> &specs,
                                  const ValueObject &values, bool withSecrets)
{
    std::vector<OptionFault> faults;
    for (const ConnectorOption &spec : specs) {
        const Value &value = values.at(spec.name);
        if (isMissing(value)) {
            if (isRequired(spec) && (withSecrets || !spec.secret)) {
                faults.push_back({.option = spec.name, .message = labelOf(spec) + " is missing."});
            }
            continue;
        }
        std::string fault = valueFault(spec, value);
        if (!fault.empty())
            faults.push_back({.option = spec.name, .message = labelOf(spec) + ' ' + fault});
    }
    for (const auto &[name, value] : values) {
        if (!findSpec(specs, name)) {
            faults.push_back(
                {.option = name,
                 .message = "The connector has no option " + inQuotes(name) + "; it has no effect.",
                 .warning = true});
        }
    }
    return faults;
}

} // namespace

std::vector<OptionFault> checkOptions(const std::vector<ConnectorOption> &specs,
                                      const ValueObject &values)
{
    return checkAll(specs, values, false);
}

std::vector<Problem> checkConnection(const ConnectionDef &connection,
                                     const ConnectorInfo &connector, std::string_view fileText)
{
    std::vector<Problem> problems;
    const auto add = [&](const OptionFault &fault, std::string_view code) {
        const json::Place place =
            json::locate(fileText, ObjectReader::join("/options", fault.option));
        problems.push_back(
            {.severity = fault.warning ? Problem::Severity::Warning : Problem::Severity::Error,
             .code = std::string(code),
             .message = fault.message,
             .file = connectionPath(connection.name),
             .line = place.line,
             .column = place.column});
    };
    for (const OptionFault &fault : checkOptions(connector.options, connection.options))
        add(fault, fault.warning ? "unknown_option" : "bad_option");
    for (const std::string &name : secretOptionNames(connector.options)) {
        if (connection.options.contains(name)) {
            add({.option = name,
                 .message =
                     "The secret " + inQuotes(name) +
                     " stands in the file. Remove it there and enter it in the connection's form."},
                "secret_in_file");
        }
    }
    return problems;
}

SplitOptions splitSecrets(const std::vector<ConnectorOption> &specs, const ValueObject &values)
{
    SplitOptions split;
    for (const auto &[name, value] : values) {
        const ConnectorOption *spec = findSpec(specs, name);
        (spec && spec->secret ? split.secrets : split.options).append(name, value);
    }
    return split;
}

std::vector<std::string> secretOptionNames(const std::vector<ConnectorOption> &specs)
{
    std::vector<std::string> names;
    for (const ConnectorOption &spec : specs) {
        if (spec.secret)
            names.push_back(spec.name);
    }
    return names;
}

Result<ValueObject> resolveOptions(const ConnectionDef &connection, const ConnectorInfo &connector,
                                   SecretStore &secrets)
{
    ValueObject values;
    for (const ConnectorOption &spec : connector.options) {
        Value value = connection.options.at(spec.name);
        if (spec.secret) {
            SYNCLINE_TRY(const std::optional<std::string> stored,
                         secrets.get(connection.name, spec.name));
            value = stored ? secretValue(spec, *stored) : Value();
        }
        if (isMissing(value))
            value = spec.defaultValue;
        if (!value.isNull())
            values.set(spec.name, std::move(value));
    }
    std::string wrong;
    for (const OptionFault &fault : checkAll(connector.options, values, true)) {
        if (!fault.warning)
            wrong += ' ' + fault.message;
    }
    if (!wrong.empty()) {
        return Error(optionsCode, "The connection %1 cannot be used with its options:%2",
                     {inQuotes(connection.name), wrong});
    }
    return values;
}

} // namespace syncline
