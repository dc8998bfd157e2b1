#pragma once

#include "core/base/Result.h"
#include "core/base/Value.h"
#include "core/transfer/xlsx/ZipFile.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace syncline {

/** What the number format of a cell says that its number is. */
enum class NumberKind : std::uint8_t { Number, Date, DateTime, Time };
/** By the built-in id, or by the text of a format of the workbook's own. */
NumberKind numberKind(int formatId);
NumberKind numberKind(std::string_view format);

/** What stands around the sheets: their names and parts, and what cells' styles mean. */
struct Workbook
{
    struct Sheet
    {
        std::string name;
        std::string part;
    };
    std::vector<Sheet> sheets;
    std::vector<NumberKind> styles; ///< By a cell's style.
    std::string stringsPart;
    bool from1904 = false; ///< Days are counted from 1904.

    static Result<Workbook> read(const ZipFile &archive);
    [[nodiscard]] NumberKind kindOf(std::size_t style) const
    {
        return style < styles.size() ? styles[style] : NumberKind::Number;
    }
};

/** A day number of a spreadsheet as a date or time; nullopt: before its time begins. */
std::optional<Value> fromSerial(double serial, NumberKind kind, bool from1904);
/** The day number of a time from 1900-03-01 to 9999-12-31 on; nullopt: another time. */
std::optional<double> toSerial(DateTime time);

} // namespace syncline
