#pragma once

#include "core/base/Result.h"
#include "core/base/Value.h"
#include "core/model/ModelDef.h"
#include "core/transfer/RowSource.h"

#include <optional>
#include <string_view>

namespace syncline {

/**
 * What a cell says for @p field, still to be coerced and checked by the record's writer: texts are
 * read by the field's type and the settings, spreadsheet cells adapted, JSON values left as they
 * are. Nothing is guessed: what is not clear is GGT_INVALID_RECORD with the end of a sentence that
 * begins with the field's name.
 */
Result<Value> readCell(const FieldDef &field, const Value &cell, RowSource::Cells kind,
                       const SourceSettings &settings);

/** "1234.5", "1,234.5", "1'234", "-0", "1e308"; @p decimalComma: "1.234,5". */
std::optional<Value> parseNumberText(std::string_view text, bool decimalComma);
/** A date with maybe a time, as people write it: "31.12.2024 23:59", "12/31/2024 11:59 PM". */
std::optional<DateTime> parseLocalTime(std::string_view text, DateOrder order);

/** What stands in the cell of an export for a text that no spreadsheet cell can hold; an import
 * leaves the field as it is. */
inline constexpr std::string_view tooLongMark = "[Syncline left out a text of ";
bool isLeftOut(const Value &cell);

} // namespace syncline
