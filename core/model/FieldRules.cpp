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
           !patterns.empty() || color || dimensions > 0 || strongPassword ||
           images != Images::Any || minBytes || maxBytes;
}

bool FieldRules::operator==(const FieldRules &other) const
{
    return uniqueWithin == other.uniqueWithin && uniqueIgnoresCase == other.uniqueIgnoresCase &&
           minLength == other.minLength && maxLength == other.maxLength &&
           minNumber.identicalTo(other.minNumber) && maxNumber.identicalTo(other.maxNumber) &&
           patterns == other.patterns && color == other.color && dimensions == other.dimensions &&
           strongPassword == other.strongPassword && images == other.images &&
           minBytes == other.minBytes && maxBytes == other.maxBytes;
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
    if (rules.dimensions > 0)
        object.append("dimensionCount", rules.dimensions);
    if (rules.strongPassword)
        object.append("strongPassword", true);
    if (rules.images == FieldRules::Images::Only)
        object.append("imagesOnly", true);
    if (rules.images == FieldRules::Images::OnlyStill)
        object.append("imagesOnly", ValueObject{{"allowAnimatedImages", false}});
    putRange(object, "fileSizeRange", asValue(rules.minBytes), asValue(rules.maxBytes));
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
    rules.dimensions = static_cast<int>(value["dimensionCount"].intOr());
    rules.strongPassword = value["strongPassword"].boolOr();
    const Value &images = value["imagesOnly"];
    if (images.isObject() && !images["allowAnimatedImages"].boolOr(true))
        rules.images = FieldRules::Images::OnlyStill;
    else if (images.isObject() || images.boolOr())
        rules.images = FieldRules::Images::Only;
    rules.minBytes = countFrom(value["fileSizeRange"]["min"]);
    rules.maxBytes = countFrom(value["fileSizeRange"]["max"]);
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
    if (rules.dimensions > 0)
        words.push_back(std::to_string(rules.dimensions) + " dimensions");
    if (rules.strongPassword)
        words.emplace_back("strong");
    if (rules.images == FieldRules::Images::Only)
        words.emplace_back("images only");
    if (rules.images == FieldRules::Images::OnlyStill)
        words.emplace_back("images only, none that move");
    if (rules.minBytes || rules.maxBytes)
        words.push_back(rangeWords(asValue(rules.minBytes), asValue(rules.maxBytes), "byte"));
    return words;
}

} // namespace syncline
