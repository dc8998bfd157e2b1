#include "core/transfer/CellText.h"

#include "core/base/Json.h"
#include "core/base/Time.h"
#include "core/record/ModelTable.h"
#include "core/transfer/CsvRow.h"

#include <cstdlib>
#include <ctime>

namespace syncline {

namespace {

/** Whether a spreadsheet would run @p text, had it no apostrophes in front. */
bool isDangerous(std::string_view text)
{
    constexpr std::string_view dangerous("=+-@\t\r\n\0", 8);
    const std::size_t first = text.find_first_not_of('\'');
    return first != std::string_view::npos && dangerous.find(text[first]) != std::string_view::npos;
}

} // namespace

Value columnValue(const RecordRow &row, std::string_view column)
{
    if (column == "id" && raw(row.id) != 0) // a row of a view has none but its column of that name
        return toText(row.id);
    if (const Value *field = row.fields.find(column))
        return *field;
    if (column == "createdAt")
        return row.createdAt;
    if (column == "updatedAt")
        return row.updatedAt;
    if (column == "remoteId")
        return row.remoteId.empty() ? Value() : Value(row.remoteId);
    if (column == "_locale")
        return row.locale.empty() ? Value() : Value(row.locale);
    return {};
}

std::string cellText(const Value &value, bool asJson)
{
    switch (value.kind()) {
    case Value::Kind::Null:
        return "";
    case Value::Kind::String:
        return asJson ? json::write(value) : value.asString();
    case Value::Kind::Date:
        return iso::format(value.asDate());
    case Value::Kind::DateTime:
        return iso::format(value.asDateTime());
    case Value::Kind::Bool:
    case Value::Kind::Int:
    case Value::Kind::Double:
    case Value::Kind::List:
    case Value::Kind::Object:
        break;
    }
    return json::write(value);
}

std::string localTimeText(DateTime time)
{
    constexpr std::int64_t second = 1'000;
    constexpr int minute = 60;
    const auto seconds =
        static_cast<std::time_t>((time.ms - ((time.ms % second + second) % second)) / second);
    std::tm local{};
    if (::localtime_r(&seconds, &local) == nullptr || local.tm_gmtoff % minute != 0)
        return iso::format(time);
    // The clock's own reading, as if it were UTC, by the one that writes times.
    std::string text = iso::format(DateTime{time.ms + local.tm_gmtoff * second});
    text.pop_back();
    const long minutes = std::labs(local.tm_gmtoff) / minute;
    const auto twoDigits = [](long number) {
        return std::string(number < 10 ? "0" : "") + std::to_string(number);
    };
    text += (local.tm_gmtoff < 0 ? '-' : '+') + twoDigits(minutes / minute) + ":" +
            twoDigits(minutes % minute);
    const auto read = iso::parseDateTime(text);
    return read && *read == time ? text : iso::format(time); // at the ends of the calendar
}

std::string harmlessText(std::string text)
{
    if (isDangerous(text))
        text.insert(text.begin(), '\'');
    return text;
}

std::string restoreText(std::string text)
{
    if (text.starts_with('\'') && isDangerous(text))
        text.erase(text.begin());
    return text;
}

void appendCsvCell(std::string &out, const Value &value, bool asJson, char delimiter)
{
    if (value.isNull())
        return;
    std::string text = cellText(value, asJson);
    const bool isText = value.isString() && !asJson;
    if (isText && text.empty()) {
        out += "\"\"";
        return;
    }
    if (isText)
        text = harmlessText(std::move(text));
    CsvRow::append(out, text, delimiter);
}

bool isJsonColumn(const ModelDef &model, std::string_view column)
{
    const FieldDef *field = model.findField(column);
    return field != nullptr && field->isStored() && columnKind(*field) == ColumnKind::Json;
}

} // namespace syncline
