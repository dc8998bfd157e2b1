#include "core/record/ValueCheck.h"

namespace syncline {

ValueCheck::ValueCheck(const FieldDef &field)
    : m_field(field)
{
    if (RuleChecker::needed(field))
        m_rules.emplace(field);
}

void ValueCheck::check(const Value &value, BrokenRules &broken) const
{
    if (value.isNull()) {
        if (m_field.required)
            broken.push_back({.rule = "required", .message = "is required"});
        return;
    }
    if (!m_field.isRelationship()) {
        if (const auto fits = coerce(m_field, value, Coercion::Lenient); !fits) {
            broken.push_back({.rule = "type", .message = fits.error().message()});
            return;
        }
    }
    if (m_rules)
        m_rules->check(value, broken);
}

} // namespace syncline
