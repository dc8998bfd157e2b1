#include "app/cli/HelpText.h"

#include "app/cli/TextTable.h"

namespace syncline::cli {

namespace {

constexpr std::size_t lineWidth = 80;

/** "  name    what it is", the second column at @p column. */
std::string entry(const std::string &name, const std::string &help, std::size_t column)
{
    std::string head = "  " + name;
    const std::string indent(column, ' ');
    if (width(head) + 2 > column)
        return head + "\n" + wrapped(help, indent);
    head.resize(head.size() + column - width(head), ' ');
    return head + wrapped(help, indent, column);
}

std::string optionHead(const OptionSpec &option)
{
    return "--" + option.name + (option.value.empty() ? "" : " " + option.value);
}

std::string optionHelp(const OptionSpec &option)
{
    if (option.choices.empty())
        return option.help;
    std::string choices;
    for (const std::string &choice : option.choices)
        choices += (choices.empty() ? "" : ", ") + choice;
    return option.help + ": " + choices;
}

std::string optionList(const std::vector<OptionSpec> &options)
{
    std::string out;
    for (const OptionSpec &option : options)
        out += entry(optionHead(option), optionHelp(option), 24);
    return out;
}

} // namespace

const std::vector<ExitSpec> &exitTable()
{
    static const std::vector<ExitSpec> table{
        {ExitCode::Done, "done"},
        {ExitCode::Failed, "the work failed or is incomplete"},
        {ExitCode::Usage, "wrong usage"},
        {ExitCode::CannotOpen, "the project cannot be opened"},
        {ExitCode::Refused, "refused, or waiting for confirmation"},
    };
    return table;
}

std::vector<std::string> usageForms(const VerbSpec &verb)
{
    if (!verb.usages.empty())
        return verb.usages;
    std::string form;
    for (const PositionalSpec &positional : verb.positionals) {
        const bool isRequired = positional.presence == PositionalSpec::Presence::Required;
        form += (form.empty() ? "" : " ") +
                (isRequired ? positional.name : "[" + positional.name + "]");
    }
    if (!verb.options.empty())
        form += form.empty() ? "[options]" : " [options]";
    return {form};
}

std::string wrapped(std::string_view text, const std::string &indent, std::size_t firstColumn)
{
    std::string out;
    std::string line;
    std::size_t begin = firstColumn == 0 ? indent.size() : firstColumn;
    const auto flush = [&] {
        out += (out.empty() && firstColumn > 0 ? "" : indent) + line + "\n";
        line.clear();
        begin = indent.size();
    };
    for (std::size_t at = 0; at < text.size();) {
        if (text.substr(at).starts_with("\n\n")) {
            flush();
            out += "\n";
            at += 2;
            continue;
        }
        const std::size_t end = std::min(text.find_first_of(" \n", at), text.size());
        const std::string_view word = text.substr(at, end - at);
        if (!line.empty() && begin + width(line) + 1 + width(word) > lineWidth)
            flush();
        line += (line.empty() ? "" : " ") + std::string(word);
        at = end;
        while (at < text.size() && text[at] == ' ')
            ++at;
        if (at < text.size() && text[at] == '\n' && !text.substr(at).starts_with("\n\n"))
            ++at;
    }
    if (!line.empty())
        flush();
    return out;
}

std::string overviewText(const VerbRegistry &registry)
{
    std::string out = "Syncline " SYNCLINE_VERSION ": a workbench for two-way data syncs\n\n"
                      "  syncline [DIR]             opens the window\n"
                      "  syncline VERB DIR [...]    works without a display\n\nVerbs\n";
    for (const VerbSpec &verb : registry.verbs())
        out += entry(verb.name, verb.summary, 16);
    out += "\nOptions of every verb\n" + optionList(globalOptions()) + "\nExit codes\n";
    for (const ExitSpec &exit : exitTable())
        out += "  " + std::to_string(static_cast<int>(exit.code)) + "  " + exit.when + "\n";
    return out + "\n\"syncline VERB --help\" explains one verb.\n";
}

std::string verbText(const VerbSpec &verb)
{
    std::string out = "syncline " + verb.name + ": " + verb.summary + "\n\n";
    for (const std::string &form : usageForms(verb))
        out += "  syncline " + verb.name + (form.empty() ? "" : " " + form) + "\n";
    if (!verb.description.empty())
        out += "\n" + wrapped(verb.description, "");
    if (!verb.positionals.empty()) {
        out += "\nArguments\n";
        for (const PositionalSpec &positional : verb.positionals)
            out +=
                entry(positional.name,
                      optionHelp({positional.name, "", positional.help, positional.choices}), 24);
    }
    if (!verb.options.empty())
        out += "\nOptions\n" + optionList(verb.options);
    out += "\nOptions of every verb\n" + optionList(globalOptions());
    if (!verb.examples.empty()) {
        out += "\nExamples\n";
        for (const ExampleSpec &example : verb.examples)
            out += "  syncline " + example.command + "\n      " + example.help + "\n";
    }
    out += "\nExit codes\n";
    for (const ExitSpec &general : exitTable()) {
        std::string when = general.when;
        for (const ExitSpec &own : verb.exits) {
            if (own.code == general.code)
                when = own.when;
        }
        out += entry(std::to_string(static_cast<int>(general.code)), when, 6);
    }
    return out;
}

} // namespace syncline::cli
