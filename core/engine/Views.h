#pragma once

#include "core/base/Result.h"
#include "core/project/Problem.h"
#include "core/project/ViewDef.h"
#include "core/record/view/ViewTypes.h"
#include "core/transfer/TransferTypes.h"

#include <QFuture>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace syncline {

/** Which view is asked, and with what. */
struct ViewRequest
{
    std::string name;                ///< Empty: only a text, that is no file yet.
    std::optional<std::string> text; ///< As it stands in an editor; nullopt: the file's.
    ValueObject params;              ///< Those left out have their defaults.
    std::stop_token stop;            ///< Ends it within some milliseconds: SYNC_CANCELLED.
};

/** Rows that a grid, a table or a script may get. */
inline constexpr std::int64_t maxViewRows = 10'000;
/** How long a view may run for them. */
inline constexpr std::chrono::milliseconds maxViewTime{10'000};

struct ViewExport
{
    ViewRequest view;
    TransferFormat format = TransferFormat::Csv;
    std::filesystem::path file; ///< Appears whole, or stays as it is.
    std::int64_t limit = -1;    ///< At most so many rows; −1: all.
};

/**
 * Named read-only queries: Engine::views(). Asynchronous and thread-safe like the Engine. Which
 * ones there are: ProjectDef::views.
 *
 * They read what is committed, on a connection of their own that can do nothing but read models.
 * Errors of the SQL are GGT_INVALID_QUERY_INPUT with `place` "views/x.sql:3:14" ("query:3:14" of a
 * text without a name).
 */
class Views
{
public:
    virtual ~Views() = default;

    /** The first @p rows rows (at most maxViewRows). SYNC_TIMEOUT after maxViewTime. */
    virtual QFuture<Result<ViewResult>> run(ViewRequest request,
                                            std::int64_t rows = maxViewRows) = 0;
    /** Any number of rows into a file; takes as long as it takes. */
    virtual QFuture<Result<ExportOutcome>> exportRows(ViewExport request) = 0;
    /** What would be wrong with a view of this text. */
    virtual QFuture<Result<std::vector<Problem>>> check(std::string name, std::string text) = 0;

    /** Makes views/<name>.sql, or replaces it while it still holds @p before; SYNC_CONFLICT else.
     */
    virtual QFuture<Result<void>> save(std::string name, std::optional<std::string> before,
                                       std::string text) = 0;
    virtual QFuture<Result<void>> rename(std::string from, std::string to) = 0;
    virtual QFuture<Result<void>> remove(std::string name) = 0;
};

} // namespace syncline
