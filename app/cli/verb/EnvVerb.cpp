#include "app/cli/TextTable.h"
#include "app/cli/VerbContext.h"
#include "app/cli/verb/Verbs.h"
#include "core/base/TextSafe.h"
#include "core/engine/Engine.h"

namespace syncline::cli {

namespace {

bool isSet(const Arguments &args, std::string_view command)
{
    return args.at(1) == command;
}

Result<void> checkEnvArguments(const Arguments &args)
{
    const bool sets = isSet(args, "set");
    const bool secret = args.has("secret");
    if (secret && !sets && !isSet(args, "import"))
        return Error(usageError, "--secret belongs to env set and env import.");
    if (args.has("stdin") && !(sets && secret))
        return Error(usageError, "--stdin belongs to env set NAME --secret.");
    if ((sets || isSet(args, "unset")) && !text::isIdentifier(args.at(2)))
        return Error(usageError,
                     "env %1 needs the NAME of a variable (letters, digits and _), not \"%2\".",
                     {args.at(1), text::displayLine(args.at(2), 80)});
    if (isSet(args, "import") && args.count() < 3)
        return Error(usageError, "env import needs FILE.");
    if (sets && secret && args.count() > 3)
        return Error(usageError,
                     "A secret never stands on the command line, where others can see it: give it "
                     "with --stdin, or in the environment variable SYNCLINE_SECRET_%1.",
                     {args.at(2)});
    if (sets && !secret && args.count() < 4)
        return Error(usageError, "env set needs NAME and VALUE.");
    const std::size_t most = sets ? 4 : (args.count() > 1 && !isSet(args, "list")) ? 3 : 2;
    if (args.count() > most)
        return Error(usageError, "env %1 takes no further argument \"%2\".",
                     {args.at(1), text::displayLine(args.at(most), 80)});
    return {};
}

Task<ExitCode> listEnv(VerbContext &context)
{
    const Result<std::vector<VariableInfo>> variables =
        co_await ask(context, context.engine->variables());
    if (!variables)
        co_return context.fail(variables.error());
    TextTable table({"name", "value", "secret"}, context.out.columns());
    ValueList items;
    for (const VariableInfo &variable : variables.value()) {
        if (context.json()) {
            const bool isShown = !variable.secret && variable.hasValue;
            items.push_back(ValueObject{{"name", variable.name},
                                        {"value", isShown ? Value(variable.value) : Value()},
                                        {"secret", variable.secret},
                                        {"hasValue", variable.hasValue}});
            continue;
        }
        const std::string hidden = variable.hasValue ? "•••" : "(not set)";
        table.add({variable.name, variable.secret ? hidden : variable.value,
                   variable.secret ? "yes" : ""});
    }
    if (context.json())
        context.printJson(ValueObject{{"environment", context.engine->environment()},
                                      {"variables", std::move(items)}});
    else
        context.out.write(table.text());
    co_return ExitCode::Done;
}

/** The value for `set`; without the line end that echo adds. */
Task<Result<std::string>> readValue(VerbContext &context)
{
    if (!context.args.has("secret"))
        co_return context.args.at(3);
    const std::string variable = "SYNCLINE_SECRET_" + context.args.at(2);
    if (!context.args.has("stdin")) {
        const auto found = context.caller.variables.find(variable);
        if (found != context.caller.variables.end())
            co_return found->second;
        co_return Error(usageError,
                        "Give the secret with --stdin, or in the environment variable %1.",
                        {variable});
    }
    Result<std::string> text = co_await context.in.readAll();
    if (text && text.value().ends_with('\n'))
        text.value().pop_back();
    if (text && text.value().ends_with('\r'))
        text.value().pop_back();
    co_return text;
}

Task<ExitCode> set(VerbContext &context)
{
    Result<std::string> value = co_await readValue(context);
    if (!value)
        co_return context.usage(value.error());
    const Secrecy secrecy = context.args.has("secret") ? Secrecy::Secret : Secrecy::Plain;
    const Result<void> done =
        co_await ask(context, context.engine->setVariable(context.args.at(2),
                                                          std::move(value.value()), secrecy));
    co_return done ? ExitCode::Done : context.fail(done.error());
}

Task<ExitCode> unset(VerbContext &context)
{
    const Result<void> done =
        co_await ask(context, context.engine->unsetVariable(context.args.at(2)));
    co_return done ? ExitCode::Done : context.fail(done.error());
}

using Pairs = std::vector<std::pair<std::string, std::string>>;

std::string_view trimmed(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t\r") + 1 - first);
}

/** NAME=value lines, as .env files have them: comments, `export`, quotes around a value. */
Result<Pairs> parseEnvFile(const std::string &file, std::string_view text)
{
    Pairs pairs;
    int number = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        std::string_view line = trimmed(text.substr(at, end - at));
        at = end + 1;
        ++number;
        if (line.empty() || line.front() == '#')
            continue;
        if (line.starts_with("export "))
            line = trimmed(line.substr(7));
        const std::size_t equals = line.find('=');
        const std::string name(trimmed(line.substr(0, equals)));
        if (equals == std::string_view::npos || !text::isIdentifier(name))
            return Error(usageError, "A line of an environment file is NAME=value.")
                .withPlace(file + ":" + std::to_string(number));
        std::string_view value = trimmed(line.substr(equals + 1));
        const bool isQuoted = value.size() >= 2 &&
                              (value.front() == '"' || value.front() == '\'') &&
                              value.back() == value.front();
        if (isQuoted)
            value = value.substr(1, value.size() - 2);
        pairs.emplace_back(name, value);
    }
    return pairs;
}

Task<ExitCode> import(VerbContext &context)
{
    const std::string &file = context.args.at(2);
    const Result<std::string> text = co_await context.readInput(file);
    if (!text)
        co_return context.usage(text.error());
    const Result<Pairs> pairs = parseEnvFile(file, text.value());
    if (!pairs)
        co_return context.usage(pairs.error());
    const Secrecy secrecy = context.args.has("secret") ? Secrecy::Secret : Secrecy::Plain;
    for (const auto &[name, value] : pairs.value()) {
        const Result<void> done =
            co_await ask(context, context.engine->setVariable(name, value, secrecy));
        if (!done)
            co_return context.fail(done.error());
    }
    context.note(std::to_string(pairs.value().size()) + " variables set.");
    co_return ExitCode::Done;
}

Task<ExitCode> runEnv(VerbContext &context)
{
    const Result<void> checked = checkEnvArguments(context.args);
    if (!checked)
        co_return context.usage(checked.error());
    const std::string &command = context.args.at(1);
    Task<ExitCode> work = command == "set"      ? set(context)
                          : command == "unset"  ? unset(context)
                          : command == "import" ? import(context)
                                                : listEnv(context);
    const ExitCode code = co_await std::move(work);
    co_return code;
}

} // namespace

VerbSpec envVerb()
{
    return {
        .name = "env",
        .summary = "list, set and remove environment variables",
        .description = "Scripts read them as ctx.config.NAME. A secret is kept in the system's "
                       "secret store; it "
                       "never stands on the command line or in the project's files.",
        .positionals = {projectFolder(),
                        {.name = "COMMAND",
                         .help = "What to do; default: list",
                         .presence = PositionalSpec::Presence::Optional,
                         .choices = {"list", "set", "unset", "import"}},
                        {.name = "NAME",
                         .help = "The variable, or the file to import",
                         .presence = PositionalSpec::Presence::Optional},
                        {.name = "VALUE",
                         .help = "Of a variable that is no secret",
                         .presence = PositionalSpec::Presence::Optional}},
        .options = {{"secret", "", "With set and import: keep it as a secret"},
                    {"stdin", "", "With set --secret: read the value from standard input"}},
        .usages = {"DIR [list]", "DIR set NAME VALUE", "DIR set NAME --secret [--stdin]",
                   "DIR unset NAME", "DIR import FILE [--secret]"},
        .examples = {{"env shop set CURRENCY EUR", "A plain variable"},
                     {"env shop set API_KEY --secret --stdin < key.txt", "A secret"},
                     {"env shop import .env --environment production", "Many, elsewhere"}},
        .writes = [](const Arguments &args) { return args.count() > 1 && !isSet(args, "list"); },
        .run = runEnv};
}

} // namespace syncline::cli
