#pragma once

#include "ui/schema/FieldPart.h"

class QComboBox;

namespace syncline::ui {

class FieldEditor;

/** What every value must be: there, one or several, no other's; and what a new record begins with.
 */
class ValuePart final : public FieldPart
{
    Q_OBJECT

public:
    ValuePart(SchemaDocument *document, QWidget *parent);

protected:
    [[nodiscard]] bool fits(const FieldDef &field) const override;
    void show(const FieldDef &field) override;
    void setLocked(bool isLocked) override;

private:
    void buildUnique();
    void fillScopes(const FieldDef &field);

    QCheckBox *m_list = nullptr;
    QCheckBox *m_required = nullptr;
    QCheckBox *m_unique = nullptr;
    QComboBox *m_scope = nullptr;
    QCheckBox *m_foldsCase = nullptr;
};

/** The default, by the control that records are edited with. */
class DefaultPart final : public FieldPart
{
    Q_OBJECT

public:
    DefaultPart(SchemaDocument *document, QWidget *parent);

protected:
    [[nodiscard]] bool fits(const FieldDef &field) const override;
    void show(const FieldDef &field) override;

private:
    FieldEditor *m_editor = nullptr;
    FieldDef m_made; ///< What the control was made for.
    QWidget *m_place = nullptr;
    QLabel *m_problem = nullptr;
};

} // namespace syncline::ui
