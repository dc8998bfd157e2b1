#pragma once

#include "core/base/Value.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace syncline {

struct FieldDef;

/**
 * What the values of a field must be beyond their type, as data (what code decides is in the Lua
 * validations). A value. `required` and `unique` themselves are members of FieldDef.
 */
struct FieldRules
{
    /** unique: among the records that are alike in this field; empty: among all. A record without
     * a value there is compared with none. */
    std::string uniqueWithin;
    bool uniqueIgnoresCase = false; ///< unique: "A" and "a" are the same.

    std::optional<std::int64_t> minLength; ///< Characters (code points).
    std::optional<std::int64_t> maxLength;
    Value minNumber; ///< Itself allowed; null: open.
    Value maxNumber;
    std::vector<std::string> patterns; ///< Each must match somewhere in the text; see Pattern.h.
    bool color = false;                ///< A text is a color such as #1e90ff.
    int dimensions = 0;                ///< Vector: exactly so many; 0: any.
    bool strongPassword =
        false; ///< 8 characters, with a small and a capital letter, a digit, another.
    enum class Images : std::uint8_t { Any, Only, OnlyStill };
    Images images = Images::Any;          ///< File: whether it must be an image.
    std::optional<std::int64_t> minBytes; ///< File.
    std::optional<std::int64_t> maxBytes;

    /** Whether a value can break any of them (uniqueness is between records). */
    [[nodiscard]] bool checkValues() const;
    bool operator==(const FieldRules &other) const;
};

/** As model files have them: {unique: {scopeByField, caseSensitive}, stringLength: {min, max},
 * numberRange: {min, max}, regex: [..], color: true, dimensionCount, strongPassword: true,
 * imagesOnly: true or {allowAnimatedImages: false}, fileSizeRange: {min, max}}; only what is set.
 */
ValueObject rulesToValue(const FieldRules &rules);
/** What rulesToValue() wrote; anything else in it is ignored. */
FieldRules rulesFromValue(const Value &value);
/** In words, for people: "unique within shop, whatever the case", "1 to 80 characters". */
std::vector<std::string> ruleWords(const FieldDef &field);

} // namespace syncline
