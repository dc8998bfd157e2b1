#pragma once

#include "core/base/Error.h"

#include <QObject>
#include <QString>

#include <optional>
#include <string>

namespace syncline {
class Engine;
}

namespace syncline::ui {

/**
 * One file of the project as an editor knows it: read and written through the engine, compared with
 * the disk whenever the project changes. It holds the bytes that were on the disk last; the text
 * being edited is the editor's. Nothing on the disk is overwritten that was not seen here before.
 */
class CodeFile final : public QObject
{
    Q_OBJECT

public:
    CodeFile(Engine *engine, QString path, QObject *parent);

    [[nodiscard]] const QString &path() const { return m_path; }
    /** What unsaved text is measured against. */
    [[nodiscard]] const std::string &known() const { return m_known; }
    [[nodiscard]] bool isLoaded() const { return m_isLoaded; }
    [[nodiscard]] bool isSaving() const { return m_isSaving; }
    /** Loaded, but not (any more) on the disk: saving makes it. */
    [[nodiscard]] bool isNew() const { return m_isLoaded && !m_isOnDisk; }

    /** Reads it; loaded() or loadFailed() follows. */
    void load();
    /** Begins one that is not there, empty; loaded() follows at once. */
    void startNew();
    /** saved() or saveFailed() follows; nothing while one is under way. */
    void save(std::string bytes);
    /** Whether the disk held exactly this when it was looked at last. */
    [[nodiscard]] bool isOnDisk(const std::string &bytes) const { return m_disk == bytes; }
    /** Takes what the disk has as known, whether the editor shows it or writes over it next. */
    void acceptDisk();

Q_SIGNALS:
    void loaded();
    void loadFailed(const syncline::Error &error);
    void saved();
    void saveFailed(const syncline::Error &error);
    /** Another program wrote it; onDisk() has what. */
    void changedOutside();
    void removedOutside();
    /** It is again as it was known. */
    void backToKnown();

private:
    void look();
    void handleLook(const std::optional<std::string> &disk);

    Engine *m_engine;
    const QString m_path;
    std::string m_known;
    std::optional<std::string> m_disk; ///< What look() saw last.
    bool m_isLoaded = false;
    bool m_isSaving = false;
    bool m_isOnDisk = false;
    bool m_looksAgain = false; ///< Something happened while saving.
    quint64 m_ticket = 0;      ///< Only the newest look counts.
};

} // namespace syncline::ui
