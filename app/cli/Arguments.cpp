#include "app/cli/Arguments.h"

#include "core/base/TextSafe.h"

#include <algorithm>
#include <charconv>
#include <numeric>

namespace syncline::cli {

namespace {

const OptionSpec *findOption(const VerbSpec &verb, std::string_view name)
{
    for (const auto *options : {&verb.options, &globalOptions()}) {
        for (const OptionSpec &option : *options) {
            if (option.name == name)
                return &option;
        }
    }
    return nullptr;
}

std::string joined(const std::vector<std::string> &words)
{
    std::string out;
    for (const std::string &word : words)
        out += (out.empty() ? "" : ", ") + word;
    return out;
}

/** What the user wrote, fit for a message. */
std::string shown(std::string_view word)
{
    return text::displayLine(word, 80);
}

Error unknownOption(const VerbSpec &verb, std::string_view name)
{
    std::vector<std::string> known;
    for (const auto *options : {&verb.options, &globalOptions()}) {
        for (const OptionSpec &option : *options)
            known.push_back(option.name);
    }
    const std::string near = nearest(name, known);
    if (near.empty())
        return {usageError, "%1 has no option --%2.", {verb.name, shown(name)}};
    return {
        usageError, "%1 has no option --%2; did you mean --%3?", {verb.name, shown(name), near}};
}

Result<void> checkChoice(const std::vector<std::string> &choices, std::string_view what,
                         const std::string &value)
{
    if (choices.empty() || std::find(choices.begin(), choices.end(), value) != choices.end())
        return {};
    const std::string near = nearest(value, choices);
    if (near.empty())
        return Error(usageError, "%1 cannot be \"%2\"; it is one of: %3.",
                     {std::string(what), shown(value), joined(choices)});
    return Error(usageError, "%1 cannot be \"%2\"; did you mean %3?",
                 {std::string(what), shown(value), near});
}

Result<void> checkPositionals(const VerbSpec &verb, const std::vector<std::string> &given)
{
    if (given.size() > verb.positionals.size())
        return Error(usageError, "%1 takes no further argument \"%2\".",
                     {verb.name, shown(given[verb.positionals.size()])});
    for (std::size_t i = 0; i < verb.positionals.size(); ++i) {
        const PositionalSpec &spec = verb.positionals[i];
        if (i < given.size()) {
            SYNCLINE_CHECK(checkChoice(spec.choices, spec.name, given[i]));
        } else if (spec.presence == PositionalSpec::Presence::Required) {
            return Error(usageError, "%1 needs %2.", {verb.name, spec.name});
        }
    }
    return {};
}

/** Letters to insert, remove, change or swap with their neighbour. */
std::size_t editDistance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> before;
    std::vector<std::size_t> last(b.size() + 1);
    std::iota(last.begin(), last.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::vector<std::size_t> row{i + 1};
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t change = last[j] + (a[i] == b[j] ? 0 : 1);
            std::size_t cost = std::min({change, last[j + 1] + 1, row[j] + 1});
            if (i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j])
                cost = std::min(cost, before[j - 1] + 1);
            row.push_back(cost);
        }
        before = std::exchange(last, std::move(row));
    }
    return last.back();
}

bool isHelp(std::string_view word)
{
    return word == "--help" || word == "-h";
}

} // namespace

const std::vector<OptionSpec> &globalOptions()
{
    static const std::vector<OptionSpec> options{
        {"environment", "NAME", "Which environment's data and variables; default: development"},
        {"read-only", "", "Open the project without the right to change anything"},
        {"log-level",
         "LEVEL",
         "Show log entries of this level and above while the verb works",
         {"trace", "debug", "info", "warn", "error", "fatal"}},
        {"json", "", "Print one JSON document, or one a line for streams"},
        {"help", "", "Explain this verb"},
    };
    return options;
}

Result<Arguments> Arguments::parse(const VerbSpec &verb, const std::vector<std::string> &words)
{
    Arguments result;
    if (std::any_of(words.begin(), std::find(words.begin(), words.end(), "--"), isHelp)) {
        result.m_options.emplace("help", "");
        return result;
    }
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string &word = words[i];
        if (word == "--") {
            result.m_positionals.insert(result.m_positionals.end(),
                                        words.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                                        words.end());
            break;
        }
        if (word.size() < 2 || word.front() != '-') {
            result.m_positionals.push_back(word);
            continue;
        }
        if (!word.starts_with("--"))
            return Error(usageError, "%1 has no option %2; options begin with two dashes.",
                         {verb.name, shown(word)});
        const std::size_t equals = word.find('=');
        const std::string name = word.substr(2, equals == std::string::npos ? equals : equals - 2);
        const OptionSpec *option = findOption(verb, name);
        if (!option)
            return unknownOption(verb, name);
        std::string value = equals == std::string::npos ? "" : word.substr(equals + 1);
        if (option->value.empty() && equals != std::string::npos)
            return Error(usageError, "--%1 takes no value.", {name});
        if (!option->value.empty() && equals == std::string::npos) {
            if (++i == words.size())
                return Error(usageError, "--%1 needs a value: --%1 %2.", {name, option->value});
            value = words[i];
        }
        SYNCLINE_CHECK(checkChoice(option->choices, "--" + name, value));
        if (!result.m_options.emplace(name, std::move(value)).second)
            return Error(usageError, "--%1 is given twice.", {name});
    }
    SYNCLINE_CHECK(checkPositionals(verb, result.m_positionals));
    return result;
}

bool Arguments::has(std::string_view option) const
{
    return m_options.contains(option);
}

std::optional<std::string> Arguments::value(std::string_view option) const
{
    const auto found = m_options.find(option);
    return found == m_options.end() ? std::nullopt : std::optional(found->second);
}

std::string Arguments::valueOr(std::string_view option, std::string_view other) const
{
    return value(option).value_or(std::string(other));
}

Result<std::optional<std::int64_t>> Arguments::number(std::string_view option, std::int64_t least,
                                                      std::int64_t most) const
{
    const std::optional<std::string> text = value(option);
    if (!text)
        return std::optional<std::int64_t>();
    std::int64_t number = 0;
    const char *end = text->data() + text->size();
    const auto [stopped, failure] = std::from_chars(text->data(), end, number);
    if (failure != std::errc() || stopped != end || number < least || number > most)
        return Error(
            usageError, "--%1 must be a whole number from %2 to %3, but is \"%4\".",
            {std::string(option), std::to_string(least), std::to_string(most), shown(*text)});
    return std::optional(number);
}

std::vector<std::string> Arguments::list(std::string_view option) const
{
    std::vector<std::string> out;
    const std::string text = valueOr(option, "");
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t comma = std::min(text.find(',', at), text.size());
        const std::size_t first = text.find_first_not_of(' ', at);
        if (first < comma) {
            const std::size_t last = text.find_last_not_of(' ', comma - 1);
            out.push_back(text.substr(first, last + 1 - first));
        }
        at = comma + 1;
    }
    return out;
}

const std::string &Arguments::at(std::size_t position) const
{
    static const std::string none;
    return position < m_positionals.size() ? m_positionals[position] : none;
}

CommandWords splitCommand(const std::vector<std::string> &words)
{
    CommandWords result;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string &word = words[i];
        if (word.size() > 1 && word.front() == '-' && word != "--") {
            result.words.push_back(word);
            const auto &options = globalOptions();
            const bool takesNext = std::any_of(options.begin(), options.end(), [&](const auto &o) {
                return !o.value.empty() && word == "--" + o.name;
            });
            if (takesNext && i + 1 < words.size())
                result.words.push_back(words[++i]);
            continue;
        }
        if (word != "--")
            result.verb = word;
        result.words.insert(result.words.end(),
                            words.begin() + static_cast<std::ptrdiff_t>(i) + (word == "--" ? 0 : 1),
                            words.end());
        break;
    }
    return result;
}

std::string nearest(std::string_view word, const std::vector<std::string> &known)
{
    std::string best;
    std::size_t bestDistance = std::max<std::size_t>(1, word.size() / 3) + 1;
    for (const std::string &candidate : known) {
        const bool isBegun = word.size() > 2 && candidate.starts_with(word);
        const std::size_t distance = isBegun ? 1 : editDistance(word.substr(0, 64), candidate);
        if (distance < bestDistance) {
            bestDistance = distance;
            best = candidate;
        }
    }
    return best;
}

} // namespace syncline::cli
