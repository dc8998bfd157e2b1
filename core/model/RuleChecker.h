#pragma once

#include "core/model/ModelDef.h"
#include "core/model/Pattern.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace syncline {

/** A rule that a value breaks. */
struct BrokenRule
{
    std::string_view rule; ///< As model files call it ("stringLength").
    std::string message;   ///< The end of a sentence that begins with the field's name.
};
using BrokenRules = std::vector<BrokenRule>;

/**
 * The rules of one field, ready to look at many values: each item of a list, each member of an
 * object. @p field must outlive it. Making one compiles the patterns; a pattern that is none (the
 * project's check names it) breaks no value.
 */
class RuleChecker
{
public:
    /** Whether there is anything to check; else none need be made. */
    [[nodiscard]] static bool needed(const FieldDef &field);
    explicit RuleChecker(const FieldDef &field);

    /** @p value as coerce() made it; null breaks nothing. Appends to @p broken. */
    void check(const Value &value, BrokenRules &broken) const;
    /** The same for one text or number that is in no Value. */
    void checkText(std::string_view text, BrokenRules &broken) const;
    void checkNumber(const Value &number, BrokenRules &broken) const;

private:
    void checkOne(const Value &value, BrokenRules &broken) const;
    void checkVector(std::size_t dimensions, BrokenRules &broken) const;
    void checkPassword(std::string_view password, BrokenRules &broken) const;
    void checkFile(const Value &file, BrokenRules &broken) const;

    const FieldDef &m_field;
    std::vector<std::pair<std::string, Pattern>> m_patterns;
    std::vector<std::pair<std::string, RuleChecker>> m_members; ///< Of an object.
};

} // namespace syncline
