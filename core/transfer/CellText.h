#pragma once

#include "core/base/Value.h"
#include "core/model/ModelDef.h"
#include "core/record/RecordTypes.h"

#include <string>
#include <string_view>

namespace syncline {

/** @p column of @p row: a field, or id, createdAt, updatedAt, remoteId. */
Value columnValue(const RecordRow &row, std::string_view column);

/** A value as a cell shows it; null is "". @p asJson: a text stands in quotes, as JSON has it. */
std::string cellText(const Value &value, bool asJson);

/** The moment by the local clock, with its distance from UTC: "2024-05-01T13:45:10.000+02:00".
 * Where that distance is no whole number of minutes, in UTC. */
std::string localTimeText(DateTime time);

/**
 * A text that a spreadsheet would take for a formula (it begins with = + - @, tab, CR, LF or NUL,
 * maybe behind apostrophes) with an apostrophe in front; any other as it is. restoreText() takes
 * exactly that one back.
 */
std::string harmlessText(std::string text);
std::string restoreText(std::string text);

/**
 * Appends one CSV cell (RFC 4180), from which readCell() makes the same value again: null is
 * nothing, "" is two quotes, a text that would be a formula is made harmless.
 */
void appendCsvCell(std::string &out, const Value &value, bool asJson, char delimiter);

/** Whether cells of @p column hold JSON: any value, a list or an object. */
bool isJsonColumn(const ModelDef &model, std::string_view column);

} // namespace syncline
