#include "app/cli/ConnectionSecrets.h"
#include "app/cli/ConnectorKinds.h"
#include "app/cli/JsonShapes.h"
#include "app/cli/TextTable.h"
#include "app/cli/VerbContext.h"
#include "app/cli/verb/Verbs.h"
#include "core/base/TextSafe.h"
#include "core/engine/Engine.h"

#include <algorithm>

namespace syncline::cli {

namespace {

Result<void> checkConnectionArguments(const Arguments &args)
{
    const std::string command = args.count() > 1 ? args.at(1) : "list";
    const bool adds = command == "add";
    for (const char *option : {"kind", "options", "stdin"}) {
        if (args.has(option) && !adds)
            return Error(usageError, "--%1 belongs to connections add.", {option});
    }
    if (command == "list" && args.count() > 2)
        return Error(usageError, "connections list takes no further argument \"%1\".",
                     {text::displayLine(args.at(2), 80)});
    if (command != "list" && command != "kinds" && args.count() < 3)
        return Error(usageError, "connections %1 needs the connection's NAME.", {command});
    if (adds && !text::isIdentifier(args.at(2)))
        return Error(usageError,
                     "A connection's name is made of letters, digits and _, not \"%1\".",
                     {text::displayLine(args.at(2), 80)});
    if (adds && !args.has("kind"))
        return Error(usageError, "connections add needs --kind KIND (like rest, or files).");
    return {};
}

Task<ExitCode> listConnections(VerbContext &context)
{
    const ProjectPtr project = context.engine->project();
    TextTable table({"name", "kind", "enabled", "secrets"}, context.out.columns());
    ValueList items;
    for (const auto &connection : project->connections) {
        const Result<std::vector<std::string>> secrets =
            co_await ask(context, context.engine->storedSecrets(connection->name));
        ValueList names;
        std::string joined;
        for (const std::string &secret : secrets.valueOr({})) {
            names.emplace_back(secret);
            joined += (joined.empty() ? "" : ", ") + secret;
        }
        if (context.json())
            items.push_back(ValueObject{{"name", connection->name},
                                        {"kind", connection->kind},
                                        {"enabled", connection->enabled},
                                        {"options", connection->options},
                                        {"storedSecrets", std::move(names)}});
        else
            table.add(
                {connection->name, connection->kind, connection->enabled ? "yes" : "no", joined});
    }
    if (context.json())
        context.printJson(ValueObject{{"connections", std::move(items)}});
    else
        context.out.write(table.text());
    co_return ExitCode::Done;
}

Task<ExitCode> add(VerbContext &context)
{
    const std::string &name = context.args.at(2);
    if (context.engine->project()->findConnection(name))
        co_return context.usage(Error(usageError, "There is a connection \"%1\" already.", {name}));
    Result<ValueObject> options =
        parseObjectArgument("--options", context.args.valueOr("options", "{}"));
    if (!options)
        co_return context.usage(options.error());
    const Result<std::vector<ConnectorInfo>> connectors =
        co_await ask(context, context.engine->connectors());
    if (!connectors)
        co_return context.fail(connectors.error());
    const Result<ConnectorInfo> connector =
        findConnector(connectors.value(), context.args.valueOr("kind", ""));
    if (!connector)
        co_return context.usage(connector.error());
    ConnectionDef connection;
    connection.name = name;
    connection.kind = connector.value().kind;
    connection.options = std::move(options).value();
    const Result<void> checked = checkOptions(connector.value(), connection.options);
    if (!checked)
        co_return context.usage(checked.error());
    Result<ValueObject> secrets = co_await readSecrets(context, connector.value(), name);
    if (!secrets)
        co_return context.usage(secrets.error());
    const Result<void> saved = co_await ask(
        context, context.engine->saveConnection(connection, std::move(secrets.value())));
    if (!saved)
        co_return context.fail(saved.error());
    context.note("Connection " + name + " added. \"syncline connections " + context.args.at(0) +
                 " update-models " + name + "\" writes its models.");
    co_return ExitCode::Done;
}

Task<ExitCode> test(VerbContext &context)
{
    const Result<std::string> answer =
        co_await ask(context, context.engine->testConnection(context.args.at(2)));
    if (!answer)
        co_return context.fail(answer.error());
    if (context.json())
        context.printJson(ValueObject{{"success", true}, {"text", answer.value()}});
    else
        context.out.write(text::displayLine(answer.value(), 2000) + "\n");
    co_return ExitCode::Done;
}

Task<ExitCode> updateModels(VerbContext &context)
{
    const Result<ModelProposal> proposal =
        co_await ask(context, context.engine->updateModels(context.args.at(2)));
    if (!proposal)
        co_return context.fail(proposal.error());
    if (context.json()) {
        context.printJson(toValue(proposal.value()));
        co_return ExitCode::Done;
    }
    if (proposal.value().changes.empty())
        context.out.write("The models are up to date.\n");
    for (const ModelProposal::Change &change : proposal.value().changes) {
        const std::string what =
            change.field.empty() ? change.model : change.model + "." + change.field;
        context.out.write(text::displayLine(what + ": " + change.what) + "\n");
    }
    co_return ExitCode::Done;
}

Task<ExitCode> removeConnection(VerbContext &context)
{
    const Result<void> removed =
        co_await ask(context, context.engine->removeConnection(context.args.at(2)));
    if (!removed)
        co_return context.fail(removed.error());
    context.note("Connection " + context.args.at(2) + " removed; its models and records stay.");
    co_return ExitCode::Done;
}

Task<ExitCode> runConnections(VerbContext &context)
{
    const Result<void> checked = checkConnectionArguments(context.args);
    if (!checked)
        co_return context.usage(checked.error());
    const std::string &command = context.args.at(1);
    Task<ExitCode> work = command == "add"             ? add(context)
                          : command == "test"          ? test(context)
                          : command == "update-models" ? updateModels(context)
                          : command == "remove"        ? removeConnection(context)
                          : command == "kinds"         ? listKinds(context)
                                                       : listConnections(context);
    const ExitCode code = co_await std::move(work);
    co_return code;
}

bool changes(const Arguments &args)
{
    return args.at(1) == "add" || args.at(1) == "update-models" || args.at(1) == "remove";
}

} // namespace

VerbSpec connectionsVerb()
{
    return {
        .name = "connections",
        .summary = "list, add, test and remove connections",
        .description =
            "Secret options never stand on the command line: give them as a JSON object with "
            "--stdin, or each "
            "in the environment variable SYNCLINE_SECRET_<CONNECTION>_<OPTION> (upper case).",
        .positionals = {projectFolder(),
                        {.name = "COMMAND",
                         .help = "What to do; default: list",
                         .presence = PositionalSpec::Presence::Optional,
                         .choices = {"list", "kinds", "add", "test", "update-models", "remove"}},
                        {.name = "NAME",
                         .help = "The connection; with kinds: the connector",
                         .presence = PositionalSpec::Presence::Optional}},
        .options = {{"kind", "KIND", "With add: which connector"},
                    {"options", "JSON", "With add: its options, without the secret ones"},
                    {"stdin", "",
                     "With add: read the secret options from standard input, as a JSON object"}},
        .usages = {"DIR [list]", "DIR kinds [KIND]",
                   "DIR add NAME --kind KIND [--options JSON] [--stdin]", "DIR test NAME",
                   "DIR update-models NAME", "DIR remove NAME"},
        .examples = {{"connections shop kinds rest", "What a connection to a JSON API is told"},
                     {"connections shop add news --kind rest --options "
                      "'{\"baseUrl\":\"http://127.0.0.1:8000\",\"documents\":"
                      "[{\"name\":\"Post\",\"path\":\"/posts\"}]}'",
                      "A JSON API"},
                     {"connections shop update-models news", "Write the models that it offers"},
                     {"connections shop test news", "Is it there, and are the secrets right?"}},
        .writes = changes,
        .run = runConnections};
}

} // namespace syncline::cli
