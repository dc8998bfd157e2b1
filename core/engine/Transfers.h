#pragma once

#include "core/base/Ids.h"
#include "core/base/Result.h"
#include "core/transfer/TransferTypes.h"

#include <QFuture>

#include <filesystem>
#include <string>
#include <vector>

namespace syncline {

/**
 * Import and export of records: Engine::transfers(). Asynchronous and thread-safe like the Engine.
 *
 * Both are runs: follow them by Engine::runChanged, cancel them by Engine::cancelRun. One import
 * runs at a time, others wait for their turn; exports have a turn of their own. Exports and dry
 * runs change nothing, so no run of them is kept: they are known until the project is closed.
 */
class Transfers
{
public:
    virtual ~Transfers() = default;

    /** How the file would be read, and what its first @p rows rows would become. Quick. */
    virtual QFuture<Result<ImportPreview>> previewImport(ImportRequest request, int rows) = 0;
    /** Answers as soon as the run exists. */
    virtual QFuture<Result<RunId>> startImport(ImportRequest request) = 0;
    /** Of an import that runs or has ended, with its first @p failures failed rows. */
    virtual QFuture<Result<ImportReport>> importReport(RunId run, int failures) = 0;
    virtual QFuture<Result<void>> saveImportRows(RunId run, ImportRows which,
                                                 std::filesystem::path to) = 0;

    /** Maps that the project keeps for @p model, by name. */
    virtual QFuture<Result<std::vector<std::string>>> importMaps(std::string model) = 0;
    virtual QFuture<Result<ImportMap>> importMap(std::string name) = 0;
    /** Writes imports/<name>.json. */
    virtual QFuture<Result<void>> saveImportMap(std::string name, ImportMap map) = 0;

    virtual QFuture<Result<RunId>> startExport(ExportRequest request) = 0;
    /** Of an export that has ended; else, or when it failed, the error. */
    virtual QFuture<Result<ExportOutcome>> exportOutcome(RunId run) = 0;
};

} // namespace syncline
