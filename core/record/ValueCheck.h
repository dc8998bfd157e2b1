#pragma once

#include "core/base/Value.h"
#include "core/model/RuleChecker.h"

#include <optional>

namespace syncline {

/** What a save would say against stored values of one field. @p field must outlive it. */
class ValueCheck
{
public:
    explicit ValueCheck(const FieldDef &field);

    /** Appends every rule that @p value breaks; "required" and "type" are rules, too. */
    void check(const Value &value, BrokenRules &broken) const;

private:
    const FieldDef &m_field;
    std::optional<RuleChecker> m_rules;
};

} // namespace syncline
