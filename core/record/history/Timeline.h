#pragma once

#include "core/base/Result.h"
#include "core/record/HistoryTypes.h"
#include "core/record/ModelTable.h"
#include "core/store/Database.h"

#include <map>
#include <stop_token>
#include <string>

namespace syncline {

/** Values longer than this are told cut. */
inline constexpr std::size_t toldBytes = 4096;

/** A page of a record's time line. GGT_RECORD_NOT_FOUND when neither the model nor its history has
 * it. */
Result<HistoryPage> readTimeline(Database &database, const ModelDef &model,
                                 const HistoryQuery &query);
/** One change of the entry @p entry, whole. */
Result<HistoryChange> wholeChange(Database &database, const ModelDef &model, RecordId record,
                                  std::int64_t entry, std::string_view key);
/** A page of the records that are deleted now. */
Result<DeletedPage> readDeleted(Database &database, const ModelDef &model,
                                const DeletedQuery &query, const std::stop_token &stop);

/** @p value, or when it is too long its beginning as text; says in @p isCut which. */
Value toldValue(Value value, bool &isCut);
/** A column's raw value as people see it: by its field, of whatever column it is. */
Value shownValue(const ModelTable &table, std::string_view column, const Value &raw);
/** The field's name at present; the column when there is none. */
std::string shownName(const ModelTable &table, std::string_view column, bool &isGone);
/** Columns that are of nobody's interest: digests and the like. */
bool isInnerColumn(std::string_view column);

/** The runs that are on file, for entries to name. */
Result<void> addRun(Database &database, RunId run, std::map<std::int64_t, RunInfo> &runs);

} // namespace syncline
