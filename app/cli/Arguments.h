#pragma once

#include "app/cli/VerbSpec.h"
#include "core/base/Result.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace syncline::cli {

/**
 * The arguments of one verb, checked against its VerbSpec: `--option=value`, `--option value`,
 * `--flag`, `--` (everything after it is positional), `-h` for
 * --help. A value; errors are SYNC_USAGE.
 */
class Arguments
{
public:
    /** @p words are those after the verb's name. With --help nothing else is checked. */
    static Result<Arguments> parse(const VerbSpec &verb, const std::vector<std::string> &words);

    [[nodiscard]] bool has(std::string_view option) const;
    [[nodiscard]] std::optional<std::string> value(std::string_view option) const;
    [[nodiscard]] std::string valueOr(std::string_view option, std::string_view other) const;
    /** nullopt when not given; an error that names the option when it is no whole number of that
     * range. */
    [[nodiscard]] Result<std::optional<std::int64_t>>
    number(std::string_view option, std::int64_t least, std::int64_t most) const;
    /** "a,b" → a, b; spaces around the commas do not count. */
    [[nodiscard]] std::vector<std::string> list(std::string_view option) const;

    [[nodiscard]] std::size_t count() const { return m_positionals.size(); }
    /** Empty when not given. */
    [[nodiscard]] const std::string &at(std::size_t position) const;

private:
    std::map<std::string, std::string, std::less<>> m_options;
    std::vector<std::string> m_positionals;
};

/** The words before the verb may be global options: where the verb stands, and all else in order.
 */
struct CommandWords
{
    std::string verb; ///< Empty: none, so the window is meant.
    std::vector<std::string> words;
};
CommandWords splitCommand(const std::vector<std::string> &words);

/** The nearest of @p known to a mistyped @p word, for "did you mean"; empty when none is near. */
std::string nearest(std::string_view word, const std::vector<std::string> &known);

} // namespace syncline::cli
