#include "ui/base/ActionRegistry.h"

#include "ui/base/Icons.h"
#include "ui/base/Text.h"

#include <QWidget>

using namespace Qt::StringLiterals;

namespace syncline::ui {

ActionRegistry::ActionRegistry(QObject *parent)
    : QObject(parent)
{
}

QAction *ActionRegistry::create(const ActionSpec &spec, QObject *owner)
{
    const QString id = QString::fromLatin1(spec.id);
    auto *made = new QAction(spec.text, owner);
    made->setObjectName(id);
    if (!spec.icon.isEmpty())
        made->setIcon(themedIcon(spec.icon));
    QString help = spec.help.isEmpty() ? spec.text : spec.help;
    help.remove(u'&');
    made->setStatusTip(help);
    if (!spec.shortcut.isEmpty()) {
        made->setShortcut(spec.shortcut);
        made->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        help += u" ("_s + spec.shortcut.toString(QKeySequence::NativeText) + u")"_s;
    }
    made->setToolTip(plainToolTip(help));
    if (auto *widget = qobject_cast<QWidget *>(owner)) {
        widget->addAction(made);
        if (widget->isWindow())
            made->setShortcutContext(Qt::WindowShortcut);
    }
    m_actions[id].append(made);
    connect(made, &QObject::destroyed, this, [this, id, made] {
        auto found = m_actions.find(id);
        if (found == m_actions.end())
            return;
        found->removeAll(made);
        if (found->isEmpty())
            m_actions.erase(found);
    });
    return made;
}

QAction *ActionRegistry::action(const QString &id) const
{
    const auto found = m_actions.constFind(id);
    return found == m_actions.constEnd() ? nullptr : found->constLast();
}

QList<QAction *> ActionRegistry::actions() const
{
    QList<QAction *> newest;
    for (const QList<QAction *> &candidates : m_actions)
        newest.append(candidates.constLast());
    return newest;
}

void ActionRegistry::activate(const QObject *owner)
{
    for (QList<QAction *> &candidates : m_actions) {
        for (qsizetype i = 0; i + 1 < candidates.size(); ++i) {
            if (candidates.at(i)->parent() == owner) {
                candidates.append(candidates.takeAt(i));
                break;
            }
        }
    }
}

} // namespace syncline::ui
