#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace syncline {

/** One entry of a Link header (RFC 8288). */
struct LinkEntry
{
    std::string target; ///< As written between < and >: perhaps relative.
    std::vector<std::pair<std::string, std::string>> parameters; ///< Names in lower case.

    /** Whether the relation @p name is among its rel values; case does not matter. */
    [[nodiscard]] bool hasRelation(std::string_view name) const;
};

/** The entries of a Link header (several headers: joined by ", "). What is malformed is left out.
 */
std::vector<LinkEntry> parseLinkHeader(std::string_view header);

/** The target whose rel has @p relation ("next"); a relative one is resolved against @p base when
 * that is given. */
std::optional<std::string> findLink(std::string_view header, std::string_view relation,
                                    std::string_view base = {});

} // namespace syncline
