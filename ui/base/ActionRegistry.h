#pragma once

#include <QAction>
#include <QKeySequence>
#include <QMap>
#include <QObject>
#include <QString>

#include <functional>
#include <utility>

namespace syncline::ui {

/** What an action is, apart from what it does. Ids are "area.verb" and never translated. */
struct ActionSpec
{
    const char *id = "";
    QString text;
    QString icon = {}; ///< A name of Icons; empty: none.
    QKeySequence shortcut = {};
    QString help = {}; ///< One sentence for the tooltip; empty: the text.
};

/**
 * Every user command, by id: menus, toolbars, the palette and the tests all take it from here. The
 * QAction's objectName is its id. Pages add theirs with themselves as the owner; an action goes
 * away with its owner, and while two pages have the same id, the newest owner that called add() or
 * activate() answers.
 */
class ActionRegistry final : public QObject
{
    Q_OBJECT

public:
    explicit ActionRegistry(QObject *parent = nullptr);

    template <typename Owner, typename Slot>
    QAction *add(const ActionSpec &spec, Owner *owner, Slot slot)
    {
        QAction *made = create(spec, owner);
        connect(made, &QAction::triggered, owner, std::move(slot));
        return made;
    }

    /** nullptr when nothing offers it now. */
    [[nodiscard]] QAction *action(const QString &id) const;
    [[nodiscard]] QAction *action(const char *id) const { return action(QString::fromLatin1(id)); }
    /** By id; what the palette lists. */
    [[nodiscard]] QList<QAction *> actions() const;
    /** Makes @p owner's actions the ones that answer to their ids. */
    void activate(const QObject *owner);

private:
    QAction *create(const ActionSpec &spec, QObject *owner);

    QMap<QString, QList<QAction *>> m_actions; ///< Newest last.
};

} // namespace syncline::ui
