#include "app/cli/HelpText.h"
#include "app/cli/VerbContext.h"
#include "app/cli/VerbRegistry.h"
#include "app/cli/verb/Verbs.h"

namespace syncline::cli {

namespace {

Task<ExitCode> runHelp(VerbContext &context)
{
    const bool wantsManual = context.args.has("man");
    const bool wantsCompletion = context.args.has("completion");
    if (static_cast<int>(wantsManual) + static_cast<int>(wantsCompletion) +
            static_cast<int>(context.args.count()) >
        1)
        co_return context.usage(
            Error(usageError, "Ask for a VERB, --man or --completion, one at a time."));
    if (wantsManual) {
        context.out.write(manualPage(context.registry));
    } else if (wantsCompletion) {
        context.out.write(bashCompletion(context.registry));
    } else if (context.args.count() == 0) {
        context.out.write(overviewText(context.registry));
    } else {
        const VerbSpec *verb = context.registry.find(context.args.at(0));
        if (!verb)
            co_return context.usage(context.registry.unknown(context.args.at(0)));
        context.out.write(verbText(*verb));
    }
    co_return ExitCode::Done;
}

} // namespace

VerbSpec helpVerb()
{
    return {.name = "help",
            .summary = "explain the verbs",
            .positionals = {{.name = "VERB",
                             .help = "Which one; none: all of them in short",
                             .presence = PositionalSpec::Presence::Optional}},
            .options = {{"man", "", "Print the manual page syncline(1)"},
                        {"completion", "SHELL", "Print a completion script", {"bash"}}},
            .examples =
                {{"help sync", "The same as sync --help"},
                 {"help --completion bash > ~/.local/share/bash-completion/completions/syncline",
                  "Completion for yourself"}},
            .needs = VerbSpec::Needs::Nothing,
            .run = runHelp};
}

} // namespace syncline::cli
