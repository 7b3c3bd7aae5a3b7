"""Who sees an escalation, who may answer it, and who has the power to decide."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select, true

from discharge.access.rules import Permission
from discharge.core.actor import Actor
from discharge.core.reach import all_keys, one_of
from discharge.days.rules.codes import OwnerKind
from discharge.escalation.models import Escalation, LadderPost
from discharge.escalation.rules.ladder import SRO
from discharge.escalation.rules.states import State
from discharge.escalation.rules.verbs import Verb, makes_sense
from discharge.stays.models import Stay

OURS = (OwnerKind.WARD, OwnerKind.TRUST)
OUTSIDE = (OwnerKind.COURTS, OwnerKind.FAMILY)  # no organisation of the system answers for them


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """About people and wards that this actor sees; once it is worded, also for those who answer, for whoever owes it.

    Nobody above the coordinator sees what a trigger raised before a person worded it.
    """
    if actor.everywhere:
        return true()
    seen = all_keys(actor.places(Permission.SEE_STAYS))
    answers = all_keys(actor.places(Permission.ANSWER_ESCALATIONS))
    stays = select(Stay.id).where(one_of(Stay.last_ward_id, seen))
    worded_for = or_(
        one_of(Escalation.organisation_id, answers),
        one_of(Escalation.ward_id, answers),
        one_of(Escalation.asked_id, answers),
        one_of(Escalation.owner_id, answers),
        one_of(Escalation.joint_owner_id, answers),
    )
    return or_(
        one_of(Escalation.ward_id, seen),
        Escalation.stay_id.in_(stays),
        and_(Escalation.ward_id.is_(None), one_of(Escalation.organisation_id, seen)),
        and_(Escalation.ask != "", worded_for),
    )


def may_raise(actor: Actor, stay: Stay) -> bool:
    return may_raise_at(actor, stay.last_ward_id)


def may_raise_at(actor: Actor, place_id: UUID) -> bool:
    """place_id: a ward; for a theme, the trust."""
    return actor.may(Permission.RAISE_ESCALATIONS, place_id)


def may_word(actor: Actor, escalation: Escalation, ward_id: UUID | None = None) -> bool:
    """A coordinator of the trust, or of the ward it is about. ward_id: where the person is now, if they moved."""
    return _may_there(actor, Permission.WORD_ESCALATIONS, escalation, ward_id)


def may_word_together(actor: Actor, trust_id: UUID) -> bool:
    """One ask for several is about a theme: at the trust. A coordinator of a ward words each, or lets them go."""
    return actor.may(Permission.WORD_ESCALATIONS, trust_id) and may_raise_at(actor, trust_id)


def words_wanted_of(actor: Actor) -> ColumnElement[bool]:
    """What waits for words, which a coordinator of its trust or of its ward gives."""
    places = all_keys(actor.places(Permission.WORD_ESCALATIONS))
    theirs = or_(one_of(Escalation.ward_id, places), one_of(Escalation.organisation_id, places))
    return and_(Escalation.state == State.TO_WORD, true() if actor.everywhere else theirs)


def may_reply(actor: Actor, escalation: Escalation, ward_id: UUID | None = None) -> bool:
    """Whoever raised it, or could have: what was asked back is asked of the ward."""
    return (
        (actor.user_id is not None and actor.user_id == escalation.raised_by_id)
        or may_word(actor, escalation, ward_id)
        or _may_there(actor, Permission.RAISE_ESCALATIONS, escalation, ward_id)
    )


def may_answer(actor: Actor, escalation: Escalation, posts: Iterable[LadderPost]) -> bool:
    """Somebody who stands at its level or a higher one, or at the top of the organisation that was asked.

    posts: those of this actor in force today over this escalation. A post without the power there answers nothing.
    """
    return actor.everywhere or bool(answering(actor, escalation, posts))


def answering(actor: Actor, escalation: Escalation, posts: Iterable[LadderPost]) -> Sequence[LadderPost]:
    """The posts by which this actor may answer now."""
    return [
        post
        for post in posts
        if post.level >= (SRO if post.place_id == escalation.asked_id else escalation.level)
        and actor.may(Permission.ANSWER_ESCALATIONS, post.place_id)
    ]


def may_decide(actor: Actor, escalation: Escalation, posts: Iterable[LadderPost]) -> bool:
    """Only where their own organisation has the power: not over a council's money or the Ministry's consent."""
    if actor.everywhere:
        return True
    owners = {escalation.owner_id, escalation.joint_owner_id, escalation.asked_id}
    is_ours = escalation.owner_kind in OURS
    return any(
        post.place_id in owners or (is_ours and post.place_id != escalation.asked_id)
        for post in answering(actor, escalation, posts)
    )


def may_ask_back(actor: Actor, escalation: Escalation, posts: Iterable[LadderPost]) -> bool:
    """Whoever answers, but not of themselves: its clock would stand for a question that nobody is told of."""
    is_own = actor.user_id is not None and actor.user_id == escalation.raised_by_id
    return may_answer(actor, escalation, posts) and not is_own


def may_assign(actor: Actor, escalation: Escalation) -> bool:
    """The coordinator for the system."""
    return actor.may(Permission.ASSIGN_ESCALATIONS, escalation.organisation_id)


def may_close(actor: Actor, escalation: Escalation, ward_id: UUID | None = None) -> bool:
    """Those who raised it and those who coordinate: who answers decides, who asked says that it is done."""
    return may_reply(actor, escalation, ward_id) or may_assign(actor, escalation)


def may_note(actor: Actor, escalation: Escalation, posts: Iterable[LadderPost], ward_id: UUID | None = None) -> bool:
    return may_close(actor, escalation, ward_id) or may_answer(actor, escalation, posts)


def may_set_ladder(actor: Actor, place_id: UUID) -> bool:
    return actor.may(Permission.SET_LADDER, place_id)


def is_receipt(actor: Actor, escalation: Escalation) -> bool:
    """Whether it matters to those who raised it that this person looked: somebody who answers or coordinates."""
    over = (escalation.organisation_id, escalation.asked_id, escalation.owner_id, escalation.joint_owner_id)
    return may_assign(actor, escalation) or any(
        actor.may(Permission.ANSWER_ESCALATIONS, place) for place in over if place is not None
    )


def _may_there(actor: Actor, power: Permission, escalation: Escalation, ward_id: UUID | None) -> bool:
    places = (escalation.organisation_id, escalation.ward_id, ward_id)
    return any(actor.may(power, place) for place in places if place is not None)


def powers_over(
    actor: Actor, escalation: Escalation, posts: Sequence[LadderPost], ward_id: UUID | None
) -> frozenset[Verb]:
    """What this actor has the power to do, whatever state it is in.

    Where they cannot decide themselves they may ask whoever owes it: their executive, or an office outside.
    """
    may: set[Verb] = set()
    if may_word(actor, escalation, ward_id):
        may |= {Verb.WORD, Verb.LET_GO}
    if may_answer(actor, escalation, posts):
        may |= {Verb.ACKNOWLEDGE, Verb.RETURN}
        may.add(Verb.DECIDE if may_decide(actor, escalation, posts) else _instead(escalation))
    if may_ask_back(actor, escalation, posts):
        may.add(Verb.ASK_BACK)
    if may_reply(actor, escalation, ward_id):
        may.add(Verb.REPLY)
    if may_close(actor, escalation, ward_id):
        may.add(Verb.CLOSE)
    if may_assign(actor, escalation):
        may |= {Verb.ASSIGN, Verb.MOVE_DUE}
    if may_note(actor, escalation, posts, ward_id):
        may.add(Verb.NOTE)
    return frozenset(may)


def offered_over(
    actor: Actor, escalation: Escalation, posts: Sequence[LadderPost], ward_id: UUID | None
) -> frozenset[Verb]:
    """What this actor can do to it as it stands now."""
    sense = makes_sense(escalation.state, is_paused=escalation.paused_on is not None)
    return powers_over(actor, escalation, posts, ward_id) & sense


def _instead(escalation: Escalation) -> Verb:
    is_outside = escalation.contact_id is not None or escalation.owner_kind in OUTSIDE
    return Verb.TAKE_UP if is_outside else Verb.ASK_EXECUTIVE
