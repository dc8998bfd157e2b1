#pragma once

#include "core/project/ProjectDef.h"

#include <QFrame>

class QGridLayout;

namespace syncline::ui {

/** What an action takes, what starts it and how long it may run; changed in its file. */
class ActionFacts final : public QFrame
{
    Q_OBJECT

public:
    explicit ActionFacts(QWidget *parent);
    void show(const ActionDef &action);

Q_SIGNALS:
    void fileRequested();

private:
    QWidget *m_content = nullptr;
};

} // namespace syncline::ui
