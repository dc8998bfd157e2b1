#include "app/cli/ConnectorKinds.h"

#include "app/cli/JsonShapes.h"
#include "app/cli/TextTable.h"
#include "core/base/Json.h"
#include "core/base/TextSafe.h"
#include "core/engine/Engine.h"

namespace syncline::cli {

namespace {

/** "string", "none | basic | bearer", "secret". */
std::string typeText(const ConnectorOption &option)
{
    if (option.secret)
        return "secret";
    if (option.values.empty())
        return option.type;
    std::string text;
    for (const std::string &value : option.values)
        text += (text.empty() ? "" : " | ") + value;
    return text;
}

std::string meaning(const ConnectorOption &option)
{
    std::string text = option.label;
    if (!option.help.empty())
        text += (text.empty() ? "" : ". ") + option.help;
    return text::displayLine(text, 500);
}

void printOptions(VerbContext &context, const ConnectorInfo &connector)
{
    context.out.write(text::displayLine(connector.title + ": " + connector.summary, 500) + "\n");
    TextTable table({"option", "type", "default", "what"}, context.out.columns());
    for (const ConnectorOption &option : connector.options) {
        std::string standard = option.optional ? "" : "(required)";
        if (!option.defaultValue.isNull())
            standard = option.defaultValue.isString() ? option.defaultValue.asString()
                                                      : json::write(option.defaultValue);
        table.add({option.name, typeText(option), standard, meaning(option)});
    }
    context.out.write(table.text());
}

} // namespace

Result<ConnectorInfo> findConnector(const std::vector<ConnectorInfo> &connectors,
                                    const std::string &kind)
{
    std::vector<std::string> known;
    std::string all;
    for (const ConnectorInfo &connector : connectors) {
        if (connector.kind == kind)
            return connector;
        known.push_back(connector.kind);
        all += (all.empty() ? "" : ", ") + connector.kind;
    }
    const std::string near = nearest(kind, known);
    const std::string shown = text::displayLine(kind, 80);
    if (!near.empty())
        return Error(usageError, "There is no connector \"%1\"; did you mean %2?", {shown, near});
    return Error(usageError, "There is no connector \"%1\"; there are: %2.", {shown, all});
}

Task<ExitCode> listKinds(VerbContext &context)
{
    const Result<std::vector<ConnectorInfo>> connectors =
        co_await ask(context, context.engine->connectors());
    if (!connectors)
        co_return context.fail(connectors.error());
    if (context.args.count() > 2) {
        const Result<ConnectorInfo> connector =
            findConnector(connectors.value(), context.args.at(2));
        if (!connector)
            co_return context.usage(connector.error());
        if (context.json())
            context.printJson(toValue(connector.value()));
        else
            printOptions(context, connector.value());
        co_return ExitCode::Done;
    }
    ValueList items;
    TextTable table({"kind", "what"}, context.out.columns());
    for (const ConnectorInfo &connector : connectors.value()) {
        items.push_back(toValue(connector));
        table.add(
            {connector.kind, text::displayLine(connector.title + ": " + connector.summary, 500)});
    }
    if (context.json())
        context.printJson(ValueObject{{"kinds", std::move(items)}});
    else
        context.out.write(table.text());
    co_return ExitCode::Done;
}

} // namespace syncline::cli
