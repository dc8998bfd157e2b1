#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace syncline {

/** A key that stands twice in one object of a JSON text: where the second one is (1-based). */
struct DuplicateKey
{
    std::string key;
    int line = 0;
    int column = 0;
};

/** All of them, in the order of the text, which must be valid JSON (at most json::maxDepth deep).
 */
std::vector<DuplicateKey> findDuplicateKeys(std::string_view text);

} // namespace syncline
