#pragma once

#include <QJsonObject>
#include <QObject>
#include <QString>
#include <QThreadPool>
#include <QTimer>

namespace syncline::ui {

/**
 * What comes back when a project is opened again, also after a crash: tabs, layout, columns,
 * filters, unsaved text. One JSON file per project under $XDG_STATE_HOME/syncline/sessions. Changes
 * are written one second later (at most two), off the window's thread, and atomically.
 */
class SessionStore final : public QObject
{
    Q_OBJECT

public:
    /** @p stateFolder: where sessions live; @p projectFolder names the file. A damaged file counts
     * as none. */
    SessionStore(const QString &stateFolder, const QString &projectFolder,
                 QObject *parent = nullptr);
    /** Writes what is pending. */
    ~SessionStore() override;

    /** `$XDG_STATE_HOME/syncline` (Qt 6.4 knows no StateLocation). */
    static QString defaultStateFolder();

    [[nodiscard]] QJsonValue value(const QString &key) const { return m_values.value(key); }
    void setValue(const QString &key, const QJsonValue &value);
    /** Starts writing now. */
    void flush();
    [[nodiscard]] QString file() const { return m_file; }

private:
    QString m_file;
    QJsonObject m_values;
    QTimer m_timer;
    bool m_isDirty = false;
    QThreadPool m_writer; ///< One thread, so that files are written in order.
};

} // namespace syncline::ui
