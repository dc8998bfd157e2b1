#include "core/record/RelatedRecords.h"

namespace syncline {

namespace {

Result<std::vector<RecordId>> idsOf(Statement &rows)
{
    std::vector<RecordId> ids;
    for (;;) {
        SYNCLINE_TRY(const bool more, rows.step());
        if (!more)
            return ids;
        ids.push_back(RecordId{rows.integer(0)});
    }
}

} // namespace

Result<std::vector<RecordId>> referringRecords(Database &database, const ModelDef &model,
                                               const FieldDef &field, RecordId to)
{
    SYNCLINE_TRY(auto rows,
                 database.prepare("SELECT id FROM " + quoteName(model.storageKey) + " WHERE " +
                                  quoteName(field.storageKey) + " = ?1 ORDER BY id"));
    rows.bind(1, raw(to));
    return idsOf(rows);
}

Result<std::vector<RecordId>> joiningRecords(Database &database, const JoinPath &path,
                                             RecordId from, RecordId to)
{
    SYNCLINE_TRY(auto rows,
                 database.prepare("SELECT id FROM " + quoteName(path.join.storageKey) + " WHERE " +
                                  quoteName(path.from.storageKey) + " = ?1 AND " +
                                  quoteName(path.to.storageKey) + " = ?2 ORDER BY id"));
    rows.bind(1, raw(from)).bind(2, raw(to));
    return idsOf(rows);
}

Result<std::vector<RecordId>> joinedRecords(Database &database, const JoinPath &path, RecordId from)
{
    const std::string to = quoteName(path.to.storageKey);
    SYNCLINE_TRY(auto rows, database.prepare("SELECT DISTINCT " + to + " FROM " +
                                             quoteName(path.join.storageKey) + " WHERE " +
                                             quoteName(path.from.storageKey) + " = ?1 AND " + to +
                                             " IS NOT NULL ORDER BY " + to));
    rows.bind(1, raw(from));
    return idsOf(rows);
}

} // namespace syncline
