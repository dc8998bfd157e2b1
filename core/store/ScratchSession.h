#pragma once

#include "core/store/ScratchTable.h"
#include "core/store/Store.h"

namespace syncline {

/** A scratch session on a connection of its own; see Store::Scratch. */
class ScratchSession final : public Store::Scratch
{
public:
    /** Takes over a read-only connection and its snapshot of this moment. */
    static Result<std::unique_ptr<ScratchSession>> begin(std::unique_ptr<Database> connection);

    [[nodiscard]] Database &database() override { return *m_database; }
    Result<void> overlay(std::string_view table) override;
    Result<std::vector<Change>> changes() override;

private:
    explicit ScratchSession(std::unique_ptr<Database> connection)
        : m_database(std::move(connection))
    {
    }
    std::unique_ptr<Database> m_database;
    std::vector<ScratchTable> m_tables;
};

} // namespace syncline
