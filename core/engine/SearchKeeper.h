#pragma once

#include "core/base/Worker.h"
#include "core/model/ModelDef.h"
#include "core/store/Store.h"

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <stop_token>
#include <string>

namespace syncline {

/**
 * Keeps the full-text indexes: builds one in small steps once somebody searched a model that
 * deserves it, brings in what changes, and builds those anew that are outdated or damaged. Searches
 * are right without it, only slower. Thread-safe.
 */
class SearchKeeper
{
public:
    struct Services
    {
        Store *store = nullptr;
        std::function<std::shared_ptr<const ModelDef>(std::string_view)> model;
        std::function<void(const std::string &)> log; ///< What went wrong, in a sentence.
    };
    /** How long to let others go first. */
    struct Delays
    {
        std::chrono::milliseconds asked{1000};   ///< After a search.
        std::chrono::milliseconds changed{1500}; ///< After a change.
    };
    explicit SearchKeeper(Services services)
        : SearchKeeper(std::move(services), Delays{})
    {
    }
    SearchKeeper(Services services, Delays delays);
    ~SearchKeeper();

    /** Somebody looked for text in the records of @p model. */
    void searched(const std::string &model);
    /** Its records changed, or its fields. */
    void changed(const std::string &model);
    /** Ends after the step under way; then nothing is done any more. */
    void close();

    /** Brings all that is due to an end, now and on this thread; for tests and `doctor`. */
    Result<void> finish(const std::string &model);

private:
    enum class Cause : std::uint8_t { Searched, Changed };
    void note(const std::string &model, Cause cause);
    void keep(const std::string &model, Cause cause);
    Result<void> work(const std::string &model, Cause cause);
    /** Whether anything is to be done; removes an index that fails a look at it. */
    Result<bool> isDue(const ModelDef &model, Cause cause);

    Services m_services;
    Delays m_delays;
    std::stop_source m_stop;
    std::mutex m_mutex;
    std::set<std::string> m_noted;   ///< Models with work posted; guarded by m_mutex, as below.
    std::set<std::string> m_checked; ///< Indexes that were looked at since the project was opened.
    std::unique_ptr<Worker> m_worker;
};

} // namespace syncline
