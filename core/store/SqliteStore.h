#pragma once

#include "core/store/Ballast.h"
#include "core/store/CommitQueue.h"
#include "core/store/ReaderPool.h"
#include "core/store/Store.h"

namespace syncline {

/** The Store over one SQLite file. */
class SqliteStore final : public Store
{
public:
    SqliteStore(std::filesystem::path file, std::shared_ptr<CommitQueue> queue,
                std::shared_ptr<ReaderPool> readers);
    ~SqliteStore() override;

    [[nodiscard]] bool isReadOnly() const override { return m_queue == nullptr; }
    [[nodiscard]] WriteQueue &writes() override;
    Result<Reader> reader(std::stop_token stop) override;
    Result<std::unique_ptr<Scratch>> scratch() override;
    Result<void> backup(const std::filesystem::path &to, std::stop_token stop) override;
    Result<std::vector<std::string>> integrityCheck(std::stop_token stop) override;
    [[nodiscard]] bool hasBallast() const override;
    Result<void> releaseBallast() override;

private:
    const Ballast m_ballast;
    const std::unique_ptr<WriteQueue> m_refusing;
    const std::shared_ptr<CommitQueue> m_queue; ///< Null: read-only.
    const std::shared_ptr<ReaderPool> m_readers;
};

} // namespace syncline
