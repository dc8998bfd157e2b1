#include "app/cli/HelpPages.h"
#include "app/cli/HelpText.h"
#include "app/cli/VerbContext.h"
#include "app/cli/VerbRegistry.h"
#include "app/cli/verb/Verbs.h"

namespace syncline::cli {

namespace {

ExitCode printPage(VerbContext &context, const std::string &name)
{
    const Result<std::string> text = helpPage(name);
    if (!text)
        return context.usage(text.error());
    context.out.write(*text);
    return ExitCode::Done;
}

Task<ExitCode> runHelp(VerbContext &context)
{
    const bool wantsManual = context.args.has("man");
    const bool wantsCompletion = context.args.has("completion");
    const bool wantsPages = context.args.has("pages");
    const auto page = context.args.value("page");
    if (int(wantsManual) + int(wantsCompletion) + int(wantsPages) + int(page.has_value()) +
            static_cast<int>(context.args.count()) >
        1)
        co_return context.usage(Error(
            usageError, "Ask for a VERB, --page, --pages, --man or --completion, one at a time."));
    if (wantsPages) {
        context.out.write(helpPageList(context.out.columns()));
    } else if (page) {
        co_return printPage(context, *page);
    } else if (wantsManual) {
        context.out.write(manualPage(context.registry));
    } else if (wantsCompletion) {
        context.out.write(bashCompletion(context.registry));
    } else if (context.args.count() == 0) {
        context.out.write(overviewText(context.registry));
    } else {
        const VerbSpec *verb = context.registry.find(context.args.at(0));
        if (!verb && helpPage(context.args.at(0)))
            co_return printPage(context, context.args.at(0));
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
            .summary = "explain the verbs, or print a page of the help",
            .positionals = {{.name = "VERB",
                             .help = "Which one, or a page that is called like no verb; none: "
                                     "all verbs in short",
                             .presence = PositionalSpec::Presence::Optional}},
            .options = {{"pages", "", "List the pages of the help, which the window has, too"},
                        {"page", "NAME", "Print one of them as plain text"},
                        {"man", "", "Print the manual page syncline(1)"},
                        {"completion", "SHELL", "Print a completion script", {"bash"}}},
            .examples =
                {{"help sync", "The same as sync --help"},
                 {"help --page filters", "Every operator of a filter"},
                 {"help --completion bash > ~/.local/share/bash-completion/completions/syncline",
                  "Completion for yourself"}},
            .needs = VerbSpec::Needs::Nothing,
            .run = runHelp};
}

} // namespace syncline::cli
