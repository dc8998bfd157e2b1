#include "app/cli/HelpText.h"

namespace syncline::cli {

namespace {

/** Text that troff shows as it is. */
std::string troff(std::string_view text)
{
    std::string out;
    bool atLineStart = true;
    for (const char c : text) {
        if (atLineStart && (c == '.' || c == '\''))
            out += "\\&";
        if (c == '\\')
            out += "\\e";
        else if (c == '-')
            out += "\\-";
        else if (c == '\'')
            out += "\\(aq";
        else if (c == '"')
            out += "\\(dq";
        else
            out += c;
        atLineStart = c == '\n';
    }
    return out;
}

std::string paragraphs(std::string_view text)
{
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find("\n\n", at), text.size());
        out += (out.empty() ? "" : ".PP\n") + troff(text.substr(at, end - at)) + "\n";
        at = end + 2;
    }
    return out;
}

std::string tagged(const std::string &tag, const std::string &text)
{
    return ".TP\n" + tag + "\n" + troff(text) + "\n";
}

std::string options(const std::vector<OptionSpec> &list)
{
    std::string out;
    for (const OptionSpec &option : list) {
        std::string tag = "\\fB" + troff("--" + option.name) + "\\fR";
        if (!option.value.empty())
            tag += " \\fI" + troff(option.value) + "\\fR";
        std::string help = option.help;
        for (const std::string &choice : option.choices)
            help += (&choice == &option.choices.front() ? ": " : ", ") + choice;
        out += tagged(tag, help);
    }
    return out;
}

std::string verbSection(const VerbSpec &verb)
{
    std::string out = ".SS " + troff(verb.name) + "\n" + troff("To " + verb.summary) + ".\n";
    for (const std::string &form : usageForms(verb))
        out += ".PP\n\\fBsyncline " + troff(verb.name) + "\\fR " + troff(form) + "\n";
    if (!verb.description.empty())
        out += ".PP\n" + paragraphs(verb.description);
    for (const PositionalSpec &positional : verb.positionals)
        out += tagged("\\fI" + troff(positional.name) + "\\fR", positional.help);
    out += options(verb.options);
    for (const ExampleSpec &example : verb.examples)
        out += ".PP\n" + troff(example.help) + ":\n.EX\n    " +
               troff("syncline " + example.command) + "\n.EE\n";
    return out;
}

} // namespace

std::string manualPage(const VerbRegistry &registry)
{
    std::string out =
        ".\\\" Made by \"syncline help --man\" from the program's own table of verbs.\n"
        ".TH SYNCLINE 1 \"\" \"Syncline\" \"User Commands\"\n"
        ".SH NAME\nsyncline \\- workbench for two\\-way data syncs\n"
        ".SH SYNOPSIS\n\\fBsyncline\\fR [\\fIDIR\\fR]\n.br\n"
        "\\fBsyncline\\fR \\fIVERB\\fR \\fIDIR\\fR [\\fIargument\\fR ...] [\\fIoption\\fR ...]\n"
        ".SH DESCRIPTION\n"
        "A project on disk describes models, connections and actions; an engine keeps records from "
        "other "
        "systems in a local database and runs actions on them. Without a verb, the window opens. "
        "With a "
        "verb, the program works without a display. While the window has a project open, verbs are "
        "passed "
        "to it and behave the same.\n"
        ".SH OPTIONS\nEvery verb takes these.\n" +
        options(globalOptions()) + ".SH VERBS\n";
    for (const VerbSpec &verb : registry.verbs())
        out += verbSection(verb);
    out += ".SH EXIT STATUS\n";
    for (const ExitSpec &exit : exitTable())
        out += tagged(std::to_string(static_cast<int>(exit.code)), exit.when);
    out += ".SH ENVIRONMENT\n" +
           tagged("\\fBSYNCLINE_SECRET_\\fINAME\\fR",
                  "The value for \"env DIR set NAME --secret\" without --stdin.") +
           tagged("\\fBSYNCLINE_SECRET_\\fICONNECTION\\fB_\\fIOPTION\\fR",
                  "A secret option for \"connections DIR add\".") +
           tagged("\\fBSYNCLINE_PASSPHRASE\\fR",
                  "Opens the sealed file of secrets where there is no Secret Service.");
    return out;
}

} // namespace syncline::cli
