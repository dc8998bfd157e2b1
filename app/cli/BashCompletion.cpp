#include "app/cli/HelpText.h"

namespace syncline::cli {

namespace {

std::string words(const std::vector<std::string> &list)
{
    std::string out;
    for (const std::string &word : list)
        out += (out.empty() ? "" : " ") + word;
    return out;
}

std::vector<std::string> optionWords(const VerbSpec &verb)
{
    std::vector<std::string> out;
    for (const auto *options : {&verb.options, &globalOptions()}) {
        for (const OptionSpec &option : *options)
            out.push_back("--" + option.name);
    }
    return out;
}

bool isFile(const OptionSpec &option)
{
    return option.value == "FILE" || option.value == "DIR";
}

/** What follows an option: its choices, files, or nothing we know. */
std::string valueCases(const VerbSpec &verb)
{
    std::string out;
    for (const auto *options : {&verb.options, &globalOptions()}) {
        for (const OptionSpec &option : *options) {
            if (option.value.empty())
                continue;
            out += "    " + verb.name + " --" + option.name + ") ";
            if (!option.choices.empty())
                out += "COMPREPLY=($(compgen -W '" + words(option.choices) + "' -- \"$current\"))";
            else if (isFile(option))
                out += "COMPREPLY=($(compgen -f -- \"$current\"))";
            out += (out.ends_with(") ") ? "" : "; ") + std::string("return ;;\n");
        }
    }
    return out;
}

std::string quotedCase(std::string cases)
{
    // `case "$verb $previous" in` needs its patterns quoted, for the space in them.
    std::string out;
    for (std::size_t at = 0; at < cases.size();) {
        const std::size_t end = cases.find('\n', at);
        const std::string line = cases.substr(at, end - at);
        const std::size_t close = line.find(')');
        out += "    '" + line.substr(4, close - 4) + "'" + line.substr(close) + "\n";
        at = end + 1;
    }
    return out;
}

} // namespace

std::string bashCompletion(const VerbRegistry &registry)
{
    std::string names;
    std::string values;
    std::string choices;
    std::string options;
    for (const VerbSpec &verb : registry.verbs()) {
        names += (names.empty() ? "" : " ") + verb.name;
        values += valueCases(verb);
        options += "    " + verb.name + ") options='" + words(optionWords(verb)) + "' ;;\n";
        for (std::size_t i = 0; i < verb.positionals.size(); ++i) {
            if (!verb.positionals[i].choices.empty())
                choices += "    " + verb.name + " " + std::to_string(i) +
                           ") COMPREPLY=($(compgen -W '" + words(verb.positionals[i].choices) +
                           "' -- \"$current\")); return ;;\n";
        }
    }
    return "# bash completion for syncline, made by \"syncline help --completion bash\"\n"
           "_syncline() {\n"
           "    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}\n"
           "    local verb=${COMP_WORDS[1]} options= position=-1 i\n"
           "    local verbs='" +
           names +
           "'\n"
           "    COMPREPLY=()\n"
           "    if ((COMP_CWORD == 1)); then\n"
           "        COMPREPLY=($(compgen -W \"$verbs\" -- \"$current\") $(compgen -d -- "
           "\"$current\"))\n"
           "        return\n"
           "    fi\n"
           "    case \"$verb $previous\" in\n" +
           quotedCase(values) +
           "    esac\n"
           "    case $verb in\n" +
           options +
           "    esac\n"
           "    if [[ $current == -* ]]; then\n"
           "        COMPREPLY=($(compgen -W \"$options\" -- \"$current\"))\n"
           "        return\n"
           "    fi\n"
           "    for ((i = 2; i <= COMP_CWORD; i++)); do\n"
           "        [[ ${COMP_WORDS[i]} == -* ]] || ((position++))\n"
           "    done\n"
           "    case \"$verb $position\" in\n" +
           quotedCase(choices) +
           "    esac\n"
           "    COMPREPLY=($(compgen -f -- \"$current\"))\n"
           "}\n"
           "complete -o filenames -F _syncline syncline\n";
}

} // namespace syncline::cli
