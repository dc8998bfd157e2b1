#include "core/model/FieldRules.h"

#include "core/base/Json.h"
#include "core/model/ModelDef.h"

namespace syncline {

namespace {

std::optional<std::int64_t> countFrom(const Value &value)
{
    return value.isInt() ? std::optional(value.asInt()) : std::nullopt;
}

void putRange(ValueObject &object, const char *key, const Value &min, const Value &max)
{
    ValueObject range;
    if (!min.isNull())
        range.append("min", min);
    if (!max.isNull())
        range.append("max", max);
    if (!range.empty())
        object.append(key, std::move(range));
}

Value asValue(const std::optional<std::int64_t> &count)
{
    return count ? Value(*count) : Value();
}

/** "1 to 80 characters", "at least 1 character", "up to 5 bytes". */
std::string rangeWords(const Value &min, const Value &max, const std::string &unit)
{
    const std::string &last = max.isNull() ? json::write(min) : json::write(max);
    const std::string tail = unit.empty() ? "" : " " + unit + (last == "1" ? "" : "s");
    if (max.isNull())
        return "at least " + json::write(min) + tail;
    if (min.isNull())
        return "at most " + json::write(max) + tail;
    return json::write(min) + " to " + json::write(max) + tail;
}

} // namespace

bool FieldRules::checkValues() const
{
    return minLength || maxLength || !minNumber.isNull() || !maxNumber.isNull() ||
           !patterns.empty() || color;
}

bool FieldRules::operator==(const FieldRules &other) const
{
    return uniqueWithin == other.uniqueWithin && uniqueIgnoresCase == other.uniqueIgnoresCase &&
           minLength == other.minLength && maxLength == other.maxLength &&
           minNumber.identicalTo(other.minNumber) && maxNumber.identicalTo(other.maxNumber) &&
           patterns == other.patterns && color == other.color;
}

ValueObject rulesToValue(const FieldRules &rules)
{
    ValueObject object;
    ValueObject unique;
    if (!rules.uniqueWithin.empty())
        unique.append("scopeByField", rules.uniqueWithin);
    if (rules.uniqueIgnoresCase)
        unique.append("caseSensitive", false);
    if (!unique.empty())
        object.append("unique", std::move(unique));
    putRange(object, "stringLength", asValue(rules.minLength), asValue(rules.maxLength));
    putRange(object, "numberRange", rules.minNumber, rules.maxNumber);
    if (!rules.patterns.empty())
        object.append("regex", ValueList(rules.patterns.begin(), rules.patterns.end()));
    if (rules.color)
        object.append("color", true);
    return object;
}

FieldRules rulesFromValue(const Value &value)
{
    FieldRules rules;
    rules.uniqueWithin = value["unique"]["scopeByField"].stringOr();
    rules.uniqueIgnoresCase = !value["unique"]["caseSensitive"].boolOr(true);
    rules.minLength = countFrom(value["stringLength"]["min"]);
    rules.maxLength = countFrom(value["stringLength"]["max"]);
    rules.minNumber = value["numberRange"]["min"];
    rules.maxNumber = value["numberRange"]["max"];
    if (value["regex"].isList()) {
        for (const Value &pattern : value["regex"].asList())
            rules.patterns.push_back(pattern.stringOr());
    }
    rules.color = value["color"].boolOr();
    return rules;
}

std::vector<std::string> ruleWords(const FieldDef &field)
{
    std::vector<std::string> words;
    const FieldRules &rules = field.rules;
    if (field.required)
        words.emplace_back("required");
    if (field.unique) {
        words.push_back("unique" +
                        (rules.uniqueWithin.empty() ? "" : " within " + rules.uniqueWithin) +
                        (rules.uniqueIgnoresCase ? " whatever the case" : ""));
    }
    if (rules.minLength || rules.maxLength)
        words.push_back(
            rangeWords(asValue(rules.minLength), asValue(rules.maxLength), "character"));
    if (!rules.minNumber.isNull() || !rules.maxNumber.isNull())
        words.push_back(rangeWords(rules.minNumber, rules.maxNumber, {}));
    for (const std::string &pattern : rules.patterns)
        words.push_back("matches " + pattern);
    if (rules.color)
        words.emplace_back("a color");
    return words;
}

} // namespace syncline
