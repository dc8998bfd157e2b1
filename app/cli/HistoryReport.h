#pragma once

#include "core/base/Value.h"
#include "core/record/HistoryTypes.h"

#include <string>

namespace syncline::cli {

class TextTable;

/** "sync shop (schedule)": what a run was and who began it; empty: it is not on file. */
std::string runBy(const std::map<std::int64_t, RunInfo> &runs, RunId run);

// The JSON shapes of the history: read by other programs, to be extended and never changed.

Value toValue(const HistoryPage &page);
/** The same as single changes, newest first. */
Value changesOf(const HistoryPage &page);
Value toValue(const DeletedPage &page);
Value toValue(const RestoredRecord &record);
Value toValue(const RestorePreview &preview);
Value toValue(const RestoreOutcome &outcome);

/** One line a change. */
void addEntries(TextTable &table, const HistoryPage &page);
void addDeleted(TextTable &table, const DeletedPage &page);
/** What a restore sets in a record. */
void addFields(TextTable &table, const RestoredRecord &record);
/** "product 12 (Mug): price was …", a line each. */
std::string notesOf(const RestoredRecord &record);

} // namespace syncline::cli
