#pragma once

#include <string>
#include <string_view>

namespace syncline::text {

/**
 * Order of two texts that does not know case: every letter as Unicode's simple case folding has it
 * ("STRASSE" is not "straße", "É" is "é"). Total, also over bytes that are no UTF-8. Equal: 0.
 */
int compareFolded(std::string_view a, std::string_view b);
/** The folded text: equal exactly when compareFolded() says so (of valid UTF-8). */
std::string folded(std::string_view text);

} // namespace syncline::text
