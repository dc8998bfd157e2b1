#include "app/cli/ConnectionSecrets.h"

#include "core/base/TextSafe.h"

#include <algorithm>

namespace syncline::cli {

namespace {

const ConnectorOption *findOption(const ConnectorInfo &connector, std::string_view name)
{
    const auto found = std::find_if(connector.options.begin(), connector.options.end(),
                                    [name](const auto &option) { return option.name == name; });
    return found == connector.options.end() ? nullptr : &*found;
}

Error unknownOption(const ConnectorInfo &connector, const std::string &name)
{
    std::vector<std::string> known;
    std::string all;
    for (const ConnectorOption &option : connector.options) {
        known.push_back(option.name);
        all += (all.empty() ? "" : ", ") + option.name;
    }
    const std::string near = nearest(name, known);
    return {usageError,
            "The connector %1 has no option \"%2\"; %3",
            {connector.kind, text::displayLine(name, 80),
             near.empty() ? "it has: " + all + "." : "did you mean " + near + "?"}};
}

} // namespace

Result<void> checkOptions(const ConnectorInfo &connector, const ValueObject &options)
{
    for (const auto &[name, value] : options) {
        const ConnectorOption *option = findOption(connector, name);
        if (!option)
            return unknownOption(connector, name);
        if (option->secret)
            return Error(usageError,
                         "%1 is secret and never stands on the command line, where others can see "
                         "it: give it "
                         "with --stdin, or in an environment variable.",
                         {name});
    }
    return {};
}

std::string secretVariable(std::string_view connection, std::string_view option)
{
    std::string name = "SYNCLINE_SECRET_" + std::string(connection) + "_" + std::string(option);
    std::transform(name.begin(), name.end(), name.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return name;
}

Task<Result<ValueObject>> readSecrets(VerbContext &context, const ConnectorInfo &connector,
                                      std::string connection)
{
    ValueObject secrets;
    if (context.args.has("stdin")) {
        const Result<std::string> text = co_await context.in.readAll();
        if (!text)
            co_return text.error();
        Result<ValueObject> given = parseObjectArgument("Standard input", text.value());
        if (!given)
            co_return std::move(given).error();
        secrets = std::move(given).value();
    }
    for (const auto &[name, value] : secrets) {
        const ConnectorOption *option = findOption(connector, name);
        if (!option || !option->secret)
            co_return Error(usageError,
                            "Standard input holds \"%1\", which is no secret option of %2.",
                            {text::displayLine(name, 80), connector.kind});
        if (!value.isString())
            co_return Error(usageError, "The secret option %1 must be a string.", {name});
    }
    for (const ConnectorOption &option : connector.options) {
        if (!option.secret || secrets.contains(option.name))
            continue;
        const std::string variable = secretVariable(connection, option.name);
        const auto found = context.caller.variables.find(variable);
        if (found != context.caller.variables.end())
            secrets.set(option.name, found->second);
        else if (!option.optional)
            co_return Error(usageError,
                            "%1 needs the secret option %2: give it with --stdin, or in %3.",
                            {connector.kind, option.name, variable});
    }
    co_return secrets;
}

} // namespace syncline::cli
