#include "core/base/Json.h"
#include "core/store/Store.h"

namespace syncline {

Result<Value> Store::getMeta(Database &database, std::string_view key)
{
    SYNCLINE_TRY(Statement select,
                 database.prepare("SELECT value FROM _syncline_meta WHERE key = ?1"));
    SYNCLINE_TRY(const bool row, select.bindText(1, key).step());
    if (!row)
        return Value();
    return json::parse(select.text(0));
}

Result<void> Store::setMeta(Database &database, std::string_view key, const Value &value)
{
    if (value.isNull()) {
        SYNCLINE_TRY(Statement remove,
                     database.prepare("DELETE FROM _syncline_meta WHERE key = ?1"));
        return remove.bindText(1, key).run();
    }
    const std::string text = json::write(value);
    SYNCLINE_TRY(Statement insert,
                 database.prepare("INSERT INTO _syncline_meta(key, value) VALUES (?1, ?2) ON "
                                  "CONFLICT(key) DO UPDATE SET value = excluded.value"));
    return insert.bindText(1, key).bindText(2, text).run();
}

} // namespace syncline
