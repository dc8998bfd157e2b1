#pragma once

#include "ui/schema/FieldPart.h"

namespace syncline::ui {

class RowTable;

/** What can be chosen: options of a choice, roles, states; with names and colours. */
class OptionsPart final : public FieldPart
{
    Q_OBJECT

public:
    OptionsPart(SchemaDocument *document, QWidget *parent);

protected:
    [[nodiscard]] bool fits(const FieldDef &field) const override;
    void show(const FieldDef &field) override;
    void setLocked(bool isLocked) override;
    void setEditable(bool isEditable) override;

private:
    QLabel *m_title;
    RowTable *m_table;
    QCheckBox *m_unlisted = nullptr;
    QLabel *m_problem = nullptr;
};

/** Which actions lead from which states to which. */
class TransitionsPart final : public FieldPart
{
    Q_OBJECT

public:
    TransitionsPart(SchemaDocument *document, QWidget *parent);

protected:
    [[nodiscard]] bool fits(const FieldDef &field) const override;
    void show(const FieldDef &field) override;
    void setEditable(bool isEditable) override;

private:
    RowTable *m_table;
    QLabel *m_problem = nullptr;
};

} // namespace syncline::ui
