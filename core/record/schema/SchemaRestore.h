#pragma once

#include "core/base/Result.h"
#include "core/record/schema/SchemaDiff.h"
#include "core/record/schema/SchemaSql.h"
#include "core/store/Database.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

namespace syncline {

/**
 * Brings back what a change of models took away, from the backup made before it, by record id.
 * Records deleted since stay deleted; a value written since is kept, converted where its field's
 * type went back. Used by one thread at a time.
 */
class SchemaRestore
{
public:
    static Result<std::unique_ptr<SchemaRestore>> open(const std::filesystem::path &backup);

    /** Whether the backup has what @p change (one of undoing) makes room for. */
    [[nodiscard]] bool covers(const SchemaChange &change) const;
    /** What bringBack() would do; counted by reading. @p database: before the change. */
    Result<SchemaLoss> measure(Database &database, const SchemaChange &change);
    /**
     * The records of a model made again, the values of a field made again, or (while its new column
     * stands beside the old) those of a field whose type went back.
     */
    Result<SchemaLoss> bringBack(Database &writer, const SchemaChange &change);
    /** The remote ids of a reference whose type went back, once its columns are in place. */
    Result<void> bringBackRemotes(Database &writer, const SchemaChange &change);

private:
    using WriteRaw = std::function<Result<void>(RecordId, const Value &)>;

    SchemaRestore(std::unique_ptr<Database> backup, std::vector<ModelDef> models)
        : m_backup(std::move(backup)),
          m_models(std::move(models))
    {
    }
    [[nodiscard]] const ModelDef *modelWas(const ModelDef &model) const;
    [[nodiscard]] const FieldDef *fieldWas(const SchemaChange &change) const;
    Result<SchemaLoss> countRecords(const ModelDef &was);
    Result<SchemaLoss> countValues(Database &database, const SchemaChange &change);
    Result<SchemaLoss> insertRecords(Database &writer, const SchemaChange &change);
    Result<SchemaLoss> fillColumn(Database &writer, const SchemaChange &change);
    Result<SchemaLoss> eachRetyped(Database &database, const SchemaChange &change,
                                   const WriteRaw &write);

    std::unique_ptr<Database> m_backup;
    std::vector<ModelDef> m_models; ///< Those of the backup.
};

} // namespace syncline
