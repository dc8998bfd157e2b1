#pragma once

#include "core/base/Result.h"
#include "core/engine/EngineTypes.h"
#include "core/model/ModelDef.h"
#include "core/record/RecordTypes.h"

#include <QFuture>

#include <optional>
#include <string>
#include <vector>

namespace syncline {

/** A change of the project's models, written or not. Models are matched by storage key, so another
 * name is a rename. */
struct ModelChange
{
    std::vector<ModelDef> save;      ///< New or changed.
    std::vector<std::string> remove; ///< By name; their actions and scripts go with them.
};

/** The last change of models that was carried out here. */
struct SchemaChangeInfo
{
    DateTime time;
    std::string summary;     ///< "Removed the field price of product; 120 values"
    std::string backup;      ///< Project path of the backup made before it; empty: none was needed.
    std::string notUndoable; ///< Why it cannot be undone any more; empty: it can.
};

/**
 * Changes of models: what they would do, carrying them out, and taking the last one back:
 * Engine::schemas(). Asynchronous and thread-safe like the Engine; nothing here blocks syncs or
 * actions for longer than the migration itself.
 */
class Schemas
{
public:
    virtual ~Schemas() = default;

    /** What @p change would do to the data, and which records its rules would refuse; writes
     * nothing. Errors are those that saving the models would give. A newer preview ends the one
     * under way with SYNC_CANCELLED. */
    virtual QFuture<Result<SchemaPlan>> preview(ModelChange change) = 0;
    /**
     * Migrates the data after a verified backup and writes the files; killed anywhere, both are old
     * or both are new after the next start. Refused as a whole when a step is blocked, or
     * (SYNC_NEEDS_CONFIRMATION) when it loses data without @p confirmLoss.
     */
    virtual QFuture<Result<void>> apply(ModelChange change, Confirm confirmLoss) = 0;

    /** nullopt: none yet. */
    virtual QFuture<Result<std::optional<SchemaChangeInfo>>> lastChange() = 0;
    /** What undoing it would do: values that came since and would be lost are counted. */
    virtual QFuture<Result<SchemaPlan>> previewUndo() = 0;
    /** Brings back models and data as they were before the last change; records written since
     * keep what still has a place. */
    virtual QFuture<Result<void>> undo(Confirm confirmLoss) = 0;
};

} // namespace syncline
