#pragma once

#include "core/base/Clock.h"
#include "core/engine/Asks.h"
#include "core/engine/Views.h"
#include "core/project/Project.h"
#include "core/record/view/ViewSchema.h"
#include "core/store/Store.h"

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <vector>

namespace syncline {

class ViewQuery;

/** What the desk asks of the engine around it; outlives it. Thread-safe. */
struct ViewServices
{
    Store *store = nullptr;
    Project *project = nullptr;
    const Clock *clock = nullptr;
    Random *random = nullptr;
    /** The project with the models that the database has. */
    std::function<ProjectPtr()> effective;
    std::function<Result<void>()> writable;
    /** The project's files changed. */
    std::function<void()> filesChanged;
};

/** Views on real parts. Has threads of its own, from when the first view is asked: a long one must
 * not keep grids waiting. */
class ViewDesk final : public Views
{
public:
    explicit ViewDesk(ViewServices services);
    ~ViewDesk() override;
    /** Ends what runs; afterwards nothing new begins. */
    void close();

    QFuture<Result<ViewResult>> run(ViewRequest request, std::int64_t rows) override;
    QFuture<Result<ExportOutcome>> exportRows(ViewExport request) override;
    QFuture<Result<std::vector<Problem>>> check(std::string name, std::string text) override;
    QFuture<Result<void>> save(std::string name, std::optional<std::string> before,
                               std::string text) override;
    QFuture<Result<void>> rename(std::string from, std::string to) override;
    QFuture<Result<void>> remove(std::string name) override;

    /** As run(), for a script: @p done is called on one of the desk's threads, or at once. */
    void runFor(ViewRequest request, std::function<void(Result<ViewResult>)> done);
    /** The problems of all views of the project. Blocks. */
    std::vector<Problem> checkAll();

private:
    struct Session;
    Result<ViewDef> find(const ViewRequest &request) const;
    Result<std::unique_ptr<Session>> begin(const ViewRequest &request, const std::stop_token &stop,
                                           std::chrono::milliseconds time) const;
    Result<ViewResult> perform(const ViewRequest &request, std::int64_t rows,
                               const std::stop_token &stop) const;
    Result<ExportOutcome> write(const ViewExport &request, const std::stop_token &stop) const;
    Result<void> change(const std::function<Result<void>()> &work);
    /** nullptr after close(). */
    std::shared_ptr<Asks> threads();
    template <typename T>
    QFuture<Result<T>> ask(std::stop_token stop,
                           std::function<Result<T>(const std::stop_token &)> question);

    const ViewServices m_services;
    std::mutex m_mutex; ///< Guards the following.
    std::shared_ptr<Asks> m_threads;
    bool m_closed = false;
};

} // namespace syncline
