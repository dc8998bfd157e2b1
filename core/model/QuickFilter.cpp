#include "core/base/Json.h"
#include "core/base/TextSafe.h"
#include "core/base/Time.h"
#include "core/model/Filter.h"
#include "core/model/types/FieldTypeInfo.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace syncline {

namespace {

constexpr std::int64_t msPerDay = 86'400'000;

Error cannotRead(std::string_view sentence, std::string_view typed)
{
    return Error(errc::invalidQueryInput, sentence, {text::displayLine(typed, 60)});
}

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view spaces = " \t\r\n";
    const std::size_t begin = text.find_first_not_of(spaces);
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(spaces) - begin + 1);
}

bool sameIgnoringCase(std::string_view a, std::string_view b)
{
    const auto lower = [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [&](char x, char y) { return lower(x) == lower(y); });
}

bool containsIgnoringCase(std::string_view text, std::string_view part)
{
    for (std::size_t i = 0; i + part.size() <= text.size(); ++i) {
        if (sameIgnoringCase(text.substr(i, part.size()), part))
            return true;
    }
    return false;
}

Filter compare(const FieldDef &field, FilterOp op, Value operand)
{
    Filter filter;
    filter.kind = Filter::Kind::Compare;
    filter.field = field.name;
    filter.op = op;
    filter.operand = std::move(operand);
    return filter;
}

Filter combine(Filter::Kind kind, std::vector<Filter> children)
{
    if (children.empty())
        return {};
    if (children.size() == 1 && kind != Filter::Kind::Not)
        return std::move(children.front());
    Filter filter;
    filter.kind = kind;
    filter.children = std::move(children);
    return filter;
}

/** What stands before the operand. */
enum class Sign : std::uint8_t {
    None,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual
};

Sign takeSign(std::string_view &text)
{
    constexpr std::pair<std::string_view, Sign> signs[] = {
        {"!=", Sign::NotEqual}, {">=", Sign::GreaterOrEqual}, {"<=", Sign::LessOrEqual},
        {"=", Sign::Equal},     {">", Sign::Greater},         {"<", Sign::Less}};
    for (const auto &[word, sign] : signs) {
        if (text.starts_with(word)) {
            text = trimmed(text.substr(word.size()));
            return sign;
        }
    }
    return Sign::None;
}

/** From the first value on, up to and without the last. A single value has no end. */
struct Span
{
    Value first;
    std::optional<Value> end;
};

using ReadSpan = std::optional<Span> (*)(const FieldDef &field, std::string_view text);

Filter isIn(const FieldDef &field, const Span &span)
{
    if (!span.end)
        return compare(field, FilterOp::Equals, span.first);
    return combine(Filter::Kind::And, {compare(field, FilterOp::GreaterThanOrEqual, span.first),
                                       compare(field, FilterOp::LessThan, *span.end)});
}

Filter isAfter(const FieldDef &field, const Span &span)
{
    return span.end ? compare(field, FilterOp::GreaterThanOrEqual, *span.end)
                    : compare(field, FilterOp::GreaterThan, span.first);
}

Filter isUpTo(const FieldDef &field, const Span &span)
{
    return span.end ? compare(field, FilterOp::LessThan, *span.end)
                    : compare(field, FilterOp::LessThanOrEqual, span.first);
}

Filter bySign(const FieldDef &field, Sign sign, const Span &span)
{
    switch (sign) {
    case Sign::None:
    case Sign::Equal:
        break;
    case Sign::NotEqual:
        return span.end ? combine(Filter::Kind::Not, {isIn(field, span)})
                        : compare(field, FilterOp::NotEquals, span.first);
    case Sign::Less:
        return compare(field, FilterOp::LessThan, span.first);
    case Sign::LessOrEqual:
        return isUpTo(field, span);
    case Sign::Greater:
        return isAfter(field, span);
    case Sign::GreaterOrEqual:
        return compare(field, FilterOp::GreaterThanOrEqual, span.first);
    }
    return isIn(field, span);
}

/** Numbers and times: a sign and a value, or a range. */
Result<Filter> readOrdered(const FieldDef &field, std::string_view text, ReadSpan readSpan,
                           std::string_view help)
{
    const std::string_view typed = text;
    if (const std::size_t dots = text.find(".."); dots != std::string_view::npos) {
        const std::string_view from = trimmed(text.substr(0, dots));
        const std::string_view to = trimmed(text.substr(dots + 2));
        const std::optional<Span> first = readSpan(field, from);
        const std::optional<Span> last = readSpan(field, to);
        if ((!first && !from.empty()) || (!last && !to.empty()) || (!first && !last))
            return cannotRead(help, typed);
        std::vector<Filter> both;
        if (first)
            both.push_back(compare(field, FilterOp::GreaterThanOrEqual, first->first));
        if (last)
            both.push_back(isUpTo(field, *last));
        return combine(Filter::Kind::And, std::move(both));
    }
    const Sign sign = takeSign(text);
    const std::optional<Span> span = readSpan(field, text);
    if (!span)
        return cannotRead(help, typed);
    return bySign(field, sign, *span);
}

std::optional<Span> readNumber(const FieldDef & /*field*/, std::string_view text)
{
    text.remove_prefix(text.starts_with('+') ? 1 : 0);
    const char *end = text.data() + text.size();
    std::int64_t whole = 0;
    if (const auto read = std::from_chars(text.data(), end, whole);
        read.ec == std::errc{} && read.ptr == end)
        return Span{.first = whole, .end = {}};
    double real = 0;
    const auto read = std::from_chars(text.data(), end, real);
    if (text.empty() || read.ec != std::errc{} || read.ptr != end || !std::isfinite(real))
        return std::nullopt;
    return Span{.first = real, .end = {}};
}

/** A day, month or year, as the days that it lasts. */
std::optional<std::pair<Date, Date>> readPeriod(std::string_view text)
{
    const std::optional<Date> day = iso::parseDate(text);
    if (day)
        return std::pair{*day, Date{day->days + 1}};
    const bool year = text.size() == 4;
    const std::string first = std::string(text) + (year ? "-01-01" : "-01");
    const std::optional<Date> begin = iso::parseDate(first);
    if (!begin || (!year && text.size() != 7))
        return std::nullopt;
    // Into the next month or year, and back to its first day.
    std::string next = iso::format(Date{begin->days + (year ? 366 : 31)});
    next.replace(next.size() - 2, 2, "01");
    if (year)
        next.replace(next.size() - 5, 2, "01");
    const std::optional<Date> end = iso::parseDate(next);
    return std::pair{*begin, end ? *end : Date{begin->days + (year ? 365 : 31)}}; // after 9999
}

std::optional<Span> readDate(const FieldDef & /*field*/, std::string_view text)
{
    const auto period = readPeriod(text);
    if (!period)
        return std::nullopt;
    if (period->second.days == period->first.days + 1)
        return Span{.first = period->first, .end = {}};
    return Span{.first = period->first, .end = Value(period->second)};
}

std::optional<Span> readDateTime(const FieldDef & /*field*/, std::string_view text)
{
    if (const auto period = readPeriod(text)) {
        return Span{.first = DateTime{period->first.days * msPerDay},
                    .end = Value(DateTime{period->second.days * msPerDay})};
    }
    const std::optional<DateTime> instant = iso::parseDateTime(text);
    if (!instant)
        return std::nullopt;
    return Span{.first = *instant, .end = {}};
}

std::optional<Span> readText(const FieldDef & /*field*/, std::string_view text)
{
    return Span{.first = text, .end = {}};
}

Result<Filter> readTextFilter(const FieldDef &field, std::string_view text)
{
    if (!text::isUtf8(text))
        return cannotRead("\"%1\" is not UTF-8 text.", text);
    if (const Sign sign = takeSign(text); sign != Sign::None)
        return bySign(field, sign, *readText(field, text));
    const bool atStart = text.size() > 1 && text.starts_with('^');
    const bool atEnd = text.size() > 1 && text.ends_with('$');
    if (atStart && atEnd && text.size() > 2)
        return compare(field, FilterOp::Equals, text.substr(1, text.size() - 2));
    if (atStart)
        return compare(field, FilterOp::StartsWith, text.substr(1));
    if (atEnd)
        return compare(field, FilterOp::EndsWith, text.substr(0, text.size() - 1));
    return compare(field, FilterOp::Contains, text);
}

Result<Filter> readBoolean(const FieldDef &field, std::string_view text)
{
    const std::string_view typed = text;
    const Sign sign = takeSign(text);
    const auto isAny = [text](std::initializer_list<std::string_view> words) {
        return std::any_of(words.begin(), words.end(),
                           [text](std::string_view word) { return sameIgnoringCase(text, word); });
    };
    const bool yes = isAny({"true", "yes", "1"});
    if ((!yes && !isAny({"false", "no", "0"})) || sign > Sign::NotEqual)
        return cannotRead("\"%1\" is neither true nor false; type true, false, null or !null.",
                          typed);
    return compare(field, sign == Sign::NotEqual ? FilterOp::NotEquals : FilterOp::Equals, yes);
}

/** The options whose value or label is, or else holds, what was typed. */
ValueList findOptions(const FieldDef &field, std::string_view text)
{
    const auto matching = [&](auto matches) {
        ValueList found;
        for (const EnumOption &option : field.options) {
            if (matches(option.value, text) || matches(option.label, text))
                found.emplace_back(option.value);
        }
        return found;
    };
    ValueList exact = matching(sameIgnoringCase);
    return exact.empty() ? matching(containsIgnoringCase) : exact;
}

Result<Filter> readEnum(const FieldDef &field, std::string_view text)
{
    const std::string_view typed = text;
    const Sign sign = takeSign(text);
    if (sign > Sign::NotEqual)
        return cannotRead("\"%1\" compares, but options have no order; type a part of an option.",
                          typed);
    ValueList options = findOptions(field, text);
    if (options.empty() && field.allowUnlisted)
        return readTextFilter(field, typed);
    if (options.empty())
        return cannotRead("No option has \"%1\" in it.", text);
    Filter filter = options.size() == 1
                        ? compare(field, FilterOp::Equals, std::move(options.front()))
                        : compare(field, FilterOp::In, std::move(options));
    if (sign == Sign::NotEqual)
        return combine(Filter::Kind::Not, {std::move(filter)});
    return filter;
}

Result<Filter> readReference(const FieldDef &field, std::string_view text)
{
    const std::string_view typed = text;
    const Sign sign = takeSign(text);
    const Result<Value> id = fieldtypes::belongsTo.operand(field, Value(text));
    if (!id || sign > Sign::NotEqual)
        return cannotRead("\"%1\" is no record id; type an id such as 12, null or !null.", typed);
    Filter filter = bySign(field, sign, Span{.first = *id, .end = {}});
    filter.field = field.name + "Id";
    return filter;
}

/** One item of a list: "abc" of a list of texts, 5 of a list of numbers. */
Result<Filter> readList(const FieldDef &field, std::string_view text)
{
    const std::string_view typed = text;
    FieldDef item = field;
    item.list = false;
    ValueList wanted;
    if (field.type == FieldType::Enum && !field.allowUnlisted)
        wanted = findOptions(field, text);
    else if (const auto asText = coerce(item, Value(text)))
        wanted.push_back(*asText);
    else if (const auto parsed = json::parse(text)) {
        if (const auto coerced = coerce(item, *parsed))
            wanted.push_back(*coerced);
    }
    std::vector<Filter> any;
    for (Value &one : wanted)
        any.push_back(compare(field, FilterOp::Contains, ValueList{std::move(one)}));
    if (any.empty())
        return cannotRead("No item of this list can be \"%1\".", typed);
    return combine(Filter::Kind::Or, std::move(any));
}

/** `{"a": 1}` for what has at least that; `=` for exactly that. */
Result<Filter> readJson(const FieldDef &field, std::string_view text)
{
    const std::string_view typed = text;
    const Sign sign = takeSign(text);
    const Result<Value> value = json::parse(text);
    if (!value || sign > Sign::NotEqual)
        return cannotRead("\"%1\" is not JSON; type such as {\"a\": 1}, =[1, 2], null or !null.",
                          typed);
    const FilterOp op = sign == Sign::None    ? FilterOp::Matches
                        : sign == Sign::Equal ? FilterOp::Equals
                                              : FilterOp::NotEquals;
    return compare(field, op, *value);
}

/** "post 12": as its cells are shown. */
Result<Filter> readUnion(const FieldDef &field, std::string_view text)
{
    const std::string_view bare = text.starts_with("!=") ? trimmed(text.substr(2)) : text;
    const std::size_t space = bare.find(' ');
    const std::string_view id =
        space == std::string_view::npos ? std::string_view() : trimmed(bare.substr(space));
    const Result<Value> value =
        fieldTypeInfo(FieldType::Union).operand(field, unionValue(bare.substr(0, space), id));
    if (!value) {
        return cannotRead("\"%1\" is no record of one of this column's models; type such as " +
                              (field.members.empty() ? "post" : field.members.front().model) +
                              " 12, null or !null.",
                          text);
    }
    return compare(field, bare.size() == text.size() ? FilterOp::Equals : FilterOp::NotEquals,
                   *value);
}

} // namespace

Result<Filter> parseQuickFilter(const FieldDef &field, std::string_view text)
{
    text = trimmed(text);
    if (text.empty())
        return Filter{};
    if (text == "null" || text == "!null")
        return compare(field, FilterOp::IsSet, text == "!null");
    if (field.list && !field.isRelationship())
        return readList(field, text);
    if (field.type == FieldType::Computed && field.computation)
        return parseQuickFilter(comparedField(field), text);
    switch (field.type) {
    case FieldType::String:
    case FieldType::Email:
    case FieldType::Url:
    case FieldType::Color:
    case FieldType::RichText:
        break;
    case FieldType::Number:
        return readOrdered(field, text, readNumber,
                           "\"%1\" is no number; type such as 5, >5, <=5, 5..9, null or !null.");
    case FieldType::Boolean:
        return readBoolean(field, text);
    case FieldType::Date:
        return readOrdered(field, text, readDate,
                           "\"%1\" is no date; type such as 2024-03-01, 2024-03, >2024 or "
                           "2024-03-01..2024-03-15.");
    case FieldType::DateTime:
        return readOrdered(field, text, readDateTime,
                           "\"%1\" is no time; type such as 2024-03-01, 2024-03, >2024, "
                           "2024-03-01T13:45 or 2024-03-01..2024-03-15.");
    case FieldType::Enum:
    case FieldType::RecordState:
        return readEnum(field, text);
    case FieldType::RoleList:
        return compare(field, FilterOp::Contains, ValueList{Value(text)});
    case FieldType::EncryptedString:
    case FieldType::Password:
    case FieldType::File:
    case FieldType::Vector:
    case FieldType::Computed:
        return cannotRead("\"%1\" cannot be looked for in this column; type null or !null.", text);
    case FieldType::Json:
    case FieldType::Object:
        return readJson(field, text);
    case FieldType::BelongsTo:
        return readReference(field, text);
    case FieldType::Union:
        return readUnion(field, text);
    case FieldType::HasOne:
    case FieldType::HasMany:
    case FieldType::HasManyThrough:
        return cannotRead("\"%1\" cannot be looked for here: this column shows other records.",
                          text);
    }
    return readTextFilter(field, text);
}

} // namespace syncline
