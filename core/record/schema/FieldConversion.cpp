#include "core/record/schema/FieldConversion.h"

#include "core/base/Ids.h"
#include "core/base/Json.h"
#include "core/base/Time.h"
#include "core/record/ModelTable.h"

#include <optional>
#include <string>
#include <utility>

namespace syncline {

namespace {

constexpr std::int64_t msPerDay = 86'400'000;

std::string trimmed(const std::string &text)
{
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

Value toText(const Value &value)
{
    if (value.isString())
        return value;
    if (value.isDate())
        return iso::format(value.asDate());
    if (value.isDateTime())
        return iso::format(value.asDateTime());
    return json::write(value);
}

Value toNumber(const Value &value)
{
    if (value.isNumber())
        return value;
    if (value.isBool())
        return value.asBool() ? 1 : 0;
    if (value.isString()) {
        auto parsed = json::parse(trimmed(value.asString()));
        if (parsed && parsed->isNumber())
            return std::move(parsed).value();
    }
    return {};
}

Value toBoolean(const Value &value)
{
    if (value.isBool())
        return value;
    if (value == Value(1) || value == Value(0))
        return value == Value(1);
    if (value.isString()) {
        const std::string text = trimmed(value.asString());
        if (text == "true" || text == "1")
            return true;
        if (text == "false" || text == "0")
            return false;
    }
    return {};
}

Converted toDate(const Value &value)
{
    if (value.isDate())
        return {value, false};
    std::optional<DateTime> time;
    if (value.isDateTime())
        time = value.asDateTime();
    if (value.isString()) {
        const std::string text = trimmed(value.asString());
        if (const auto date = iso::parseDate(text))
            return {*date, false};
        time = iso::parseDateTime(text);
    }
    if (!time)
        return {{}, true};
    const std::int64_t rest = ((time->ms % msPerDay) + msPerDay) % msPerDay;
    return {Date{static_cast<std::int32_t>((time->ms - rest) / msPerDay)}, rest != 0};
}

Value toDateTime(const Value &value)
{
    if (value.isDateTime())
        return value;
    if (value.isDate())
        return DateTime{value.asDate().days * msPerDay};
    if (value.isString()) {
        if (const auto time = iso::parseDateTime(trimmed(value.asString())))
            return *time;
    }
    return {};
}

Value toJson(const Value &value)
{
    if (value.isString()) {
        auto parsed = json::parse(value.asString());
        if (parsed && (parsed->isList() || parsed->isObject()))
            return std::move(parsed).value();
    }
    if (value.isDate() || value.isDateTime())
        return toText(value);
    return value;
}

Value toReference(const Value &value)
{
    std::string text = value.isInt() ? std::to_string(value.asInt()) : value.stringOr();
    return idFromText(text) > 0 ? Value(std::move(text)) : Value();
}

Converted toScalar(const FieldDef &to, const Value &value)
{
    Converted result;
    switch (columnKind(to)) {
    case ColumnKind::Text:
        return {toText(value), false};
    case ColumnKind::Sealed: // the record's own key is needed: nothing becomes a secret by itself
    case ColumnKind::Password:
        return {{}, true};
    case ColumnKind::Number:
        result.value = toNumber(value);
        break;
    case ColumnKind::Boolean:
        result.value = toBoolean(value);
        break;
    case ColumnKind::Date:
        return toDate(value);
    case ColumnKind::DateTime:
        result.value = toDateTime(value);
        break;
    case ColumnKind::Json:
        result.value = toJson(value);
        break;
    case ColumnKind::Reference:
        result.value = toReference(value);
        break;
    }
    if (!result.value.isNull()) {
        if (auto checked = coerce(to, result.value))
            return {std::move(checked).value(), false};
    }
    return {{}, true};
}

/** The model and id that @p value leads to: of a union, a reference, or JSON of a union's form. */
std::pair<std::string, std::string> leadsTo(const FieldDef &from, const FieldDef &to,
                                            const Value &value)
{
    if (from.type == FieldType::BelongsTo && !from.list)
        return {from.relatedModel, value.stringOr()};
    const Value read = value.isString() ? toJson(value) : value;
    std::string model = read["__typename"].stringOr();
    const UnionMember *was = from.findMember(model);
    const UnionMember *now = was != nullptr ? to.findMemberByKey(was->key) : nullptr;
    if (now != nullptr) // it may have another name
        model = now->model;
    return {std::move(model),
            read["id"].isInt() ? std::to_string(read["id"].asInt()) : read["id"].stringOr()};
}

/** From or to a union; nullopt: as any other conversion. */
std::optional<Converted> convertReference(const FieldDef &from, const FieldDef &to,
                                          const Value &value)
{
    if (to.type == FieldType::Union) {
        const auto [model, id] = leadsTo(from, to, value);
        auto made = coerce(to, unionValue(model, id));
        return made ? Converted{std::move(made).value(), false} : Converted{{}, true};
    }
    if (from.type != FieldType::Union || to.type != FieldType::BelongsTo || to.list)
        return std::nullopt;
    const auto [model, id] = leadsTo(from, to, value);
    return model == to.relatedModel ? Converted{Value(id), false} : Converted{{}, true};
}

} // namespace

Converted convertValue(const FieldDef &from, const FieldDef &to, const Value &value)
{
    if (from.isSecret())
        return {{}, true};
    if (auto reference = convertReference(from, to, value))
        return *std::move(reference);
    if (to.list) {
        FieldDef item = to;
        item.list = false;
        const ValueList one{value};
        ValueList converted;
        bool lost = false;
        for (const Value &each : from.list &&value.isList() ? value.asList() : one) {
            Converted made = toScalar(item, each);
            lost = lost || made.lost;
            if (!made.value.isNull())
                converted.push_back(std::move(made.value));
        }
        return {std::move(converted), lost};
    }
    if (from.list && value.isList() && to.type != FieldType::Json) {
        if (value.asList().empty())
            return {{}, false};
        if (value.asList().size() == 1 && !value.asList().front().isNull())
            return toScalar(to, value.asList().front());
        return columnKind(to) == ColumnKind::Text ? Converted{json::write(value), false}
                                                  : Converted{{}, true};
    }
    return toScalar(to, value);
}

} // namespace syncline
