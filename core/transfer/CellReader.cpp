#include "core/transfer/CellReader.h"

#include "core/base/Json.h"
#include "core/base/TextSafe.h"
#include "core/base/Time.h"
#include "core/record/ModelTable.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace syncline {

namespace {

constexpr std::int64_t dayMs = 86'400'000;

std::string_view trimmed(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::string lower(std::string_view text)
{
    std::string out(text);
    std::ranges::transform(out, out.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return out;
}

Error mustBe(std::string_view what, std::string_view text)
{
    return {errc::invalidRecord,
            "must be %1, but is \"%2\"",
            {std::string(what), text::displayLine(text, 60)}};
}

Result<Value> readBoolean(std::string_view text)
{
    const std::string word = lower(text);
    for (const std::string_view yes : {"true", "yes", "1", "t", "y", "on"}) {
        if (word == yes)
            return Value(true);
    }
    for (const std::string_view no : {"false", "no", "0", "f", "n", "off"}) {
        if (word == no)
            return Value(false);
    }
    return mustBe("true or false", text);
}

Result<Value> readNumber(std::string_view text, const SourceSettings &settings)
{
    if (std::optional<Value> number = parseNumberText(text, settings.decimalComma))
        return std::move(*number);
    if (parseNumberText(text, !settings.decimalComma)) {
        return Error(errc::invalidRecord,
                     "must be a number, but is \"%1\" (is the decimal sign of the file set right?)",
                     {text::displayLine(text, 60)});
    }
    return mustBe("a number", text);
}

Result<Value> readDate(std::string_view text, const SourceSettings &settings)
{
    if (const auto date = iso::parseDate(text))
        return Value(*date);
    const auto time = iso::parseDateTime(text);
    const auto local = time ? time : parseLocalTime(text, settings.dates);
    if (!local)
        return mustBe("a date like 2024-12-31", text);
    if (local->ms % dayMs != 0)
        return mustBe("a date without a time of day", text);
    return Value(Date{static_cast<std::int32_t>(local->ms / dayMs)});
}

Result<Value> readTime(std::string_view text, const SourceSettings &settings)
{
    if (const auto time = iso::parseDateTime(text))
        return Value(*time);
    if (const auto local = parseLocalTime(text, settings.dates))
        return Value(*local);
    return mustBe("a date and time like 2024-12-31T23:59:00Z", text);
}

/** An option's value, or the value of the option that people see under this name. */
std::string optionOf(const FieldDef &field, std::string_view text)
{
    const auto isValue = [text](const EnumOption &option) { return option.value == text; };
    if (std::ranges::none_of(field.options, isValue)) {
        for (const EnumOption &option : field.options) {
            if (lower(option.label) == lower(text))
                return option.value;
        }
    }
    return std::string(text);
}

/** "red, green" for a field of several options. */
Value readOptions(const FieldDef &field, std::string_view text)
{
    ValueList options;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of(",;\n"), text.size());
        const std::string_view option = trimmed(text.substr(0, end));
        if (!option.empty())
            options.emplace_back(optionOf(field, option));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return options;
}

Result<Value> readJson(const FieldDef &field, std::string_view text)
{
    const bool hasOptions = field.type == FieldType::Enum || field.type == FieldType::RoleList;
    if (hasOptions && !text.starts_with('['))
        return readOptions(field, text);
    Result<Value> value = json::parse(text);
    if (!value) {
        return Error(errc::invalidRecord, "must be JSON, but \"%1\" is not: %2",
                     {text::displayLine(text, 60), value.error().message()});
    }
    return value;
}

Result<Value> readTextKind(const FieldDef &field, const std::string &text)
{
    if (field.type == FieldType::String || field.type == FieldType::RichText)
        return Value(text);
    if (field.type == FieldType::Enum || field.type == FieldType::RecordState)
        return text.empty() ? Value() : Value(optionOf(field, text));
    // What is to have a form may not be empty, and spaces around it are a slip; where they are
    // meant, they are kept.
    Result<Value> asItIs = coerce(field, Value(text));
    const std::string_view plain = trimmed(text);
    if (asItIs)
        return Value(text);
    if (plain.empty())
        return Value();
    return Value(plain);
}

Result<Value> readText(const FieldDef &field, const std::string &text,
                       const SourceSettings &settings)
{
    const ColumnKind kind = columnKind(field);
    if (kind == ColumnKind::Text)
        return readTextKind(field, text);
    if (kind == ColumnKind::Sealed || kind == ColumnKind::Password)
        return text.empty() ? Value() : Value(text); // spaces may be meant
    const std::string_view plain = trimmed(text);
    if (plain.empty())
        return Value();
    switch (kind) {
    case ColumnKind::Number:
        return readNumber(plain, settings);
    case ColumnKind::Boolean:
        return readBoolean(plain);
    case ColumnKind::Date:
        return readDate(plain, settings);
    case ColumnKind::DateTime:
        return readTime(plain, settings);
    case ColumnKind::Json:
        return readJson(field, plain);
    case ColumnKind::Text:
    case ColumnKind::Reference:
    case ColumnKind::Sealed:
    case ColumnKind::Password:
        break;
    }
    return Value(plain);
}

/** A cell of a spreadsheet that is no text. */
Result<Value> adapt(const FieldDef &field, const Value &cell)
{
    switch (columnKind(field)) {
    case ColumnKind::Text:
    case ColumnKind::Sealed:
    case ColumnKind::Password:
        if (cell.isDate())
            return Value(iso::format(cell.asDate()));
        if (cell.isDateTime())
            return Value(iso::format(cell.asDateTime()));
        return Value(json::write(cell));
    case ColumnKind::Boolean:
        if (cell.isInt() && (cell.asInt() == 0 || cell.asInt() == 1))
            return Value(cell.asInt() == 1);
        break;
    case ColumnKind::Date:
        if (cell.isDateTime() && cell.asDateTime().ms % dayMs == 0)
            return Value(Date{static_cast<std::int32_t>(cell.asDateTime().ms / dayMs)});
        break;
    case ColumnKind::DateTime:
        if (cell.isDate())
            return Value(DateTime{cell.asDate().days * dayMs});
        break;
    case ColumnKind::Reference:
        if (cell.isInt())
            return Value(std::to_string(cell.asInt()));
        break;
    case ColumnKind::Number:
    case ColumnKind::Json:
        break;
    }
    return cell;
}

} // namespace

Result<Value> readCell(const FieldDef &field, const Value &cell, RowSource::Cells kind,
                       const SourceSettings &settings)
{
    if (kind == RowSource::Cells::Json || cell.isNull())
        return cell;
    if (cell.isString())
        return readText(field, cell.asString(), settings);
    return adapt(field, cell);
}

bool isLeftOut(const Value &cell)
{
    return cell.isString() && cell.asString().starts_with(tooLongMark);
}

} // namespace syncline
