"""Which situations callers may want to tell apart: each has one stable word, its code.

Errors carry a code, and so do remarks, which are no errors. What to do then is said by each face in
its own words, which it finds by the code; the plain values that these words need go along as facts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol


class Code(StrEnum):
    """A situation, by the word that callers see; ``meaning`` says in one line what has happened."""

    meaning: str

    def __new__(cls, word: str, meaning: str) -> Code:
        member = str.__new__(cls, word)
        member._value_ = word
        member.meaning = meaning
        return member

    # What an error says by its class alone.
    UNEXPECTED = "unexpected", "something failed that nobody foresaw"
    BAD_INPUT = "bad_input", "what was given cannot be used"
    BAD_SETTING = "bad_setting", "a setting has a value that is not allowed"
    NOT_FOUND = "not_found", "what was named is not there"
    NOT_ALLOWED = "not_allowed", "it is there, and its state does not allow this"
    UNREACHABLE = "unreachable", "the database, the broker or a backend cannot be reached"
    LEASE_LOST = "lease_lost", "another process does what this one was doing alone"
    WORK_FAILED = "work_failed", "the work was done to its end, and its end is a failure"
    OUTPUT_LOST = "output_lost", "the work was done, and its answer could not be written"
    STOPPING = "stopping", "the process ends, and another one takes the work up"
    BACKEND_UNAVAILABLE = "backend_unavailable", "a creator or publisher failed, and may work later"
    BACKEND_REFUSED = "backend_refused", "a creator or publisher fails in the same way every time"
    OUTCOME_UNKNOWN = "outcome_unknown", "whether a backend has done it has to be looked up"

    # Settings
    UNKNOWN_SETTING = "unknown_setting", "a name that stands where settings stand is none"
    MISSPELLED_SETTING = "misspelled_setting", "a name that is no setting resembles one"
    BAD_SETTINGS = "bad_settings", "several settings are not allowed"

    # Database and broker
    DATABASE_FAILS = "database_fails", "the database cannot be used"
    DATABASE_BUSY = "database_busy", "another program holds the database or a lock in it"
    DATABASE_READ_ONLY = "database_read_only", "the database may not be written"
    DATABASE_FULL = "database_full", "the database has no space left"
    DATABASE_DAMAGED = "database_damaged", "the database's file is broken"
    DATABASE_EMPTIED = "database_emptied", "the database's file is there and holds nothing"
    DATABASE_OLDER = "database_older", "the database waits for its migration"
    DATABASE_NEWER = "database_newer", "the database was migrated by a newer program"
    DATABASE_FOREIGN = "database_foreign", "the database is another program's"
    DATABASE_IN_USE = "database_in_use", "the database is in use, and must not be for this"
    DATABASE_INCONSISTENT = "database_inconsistent", "rows say what cannot be"
    RESTORED_BY_PG = "restored_by_pg", "a PostgreSQL is put back by its own pg_restore"
    NO_BACKUP = "no_backup", "the file is no copy of a database"
    FILE_EXISTS = "file_exists", "the file that is to be written is there already"
    BROKER_UNUSABLE = "broker_unusable", "Redis does not do what the work needs"
    BROKER_AWAY = "broker_away", "Redis does not answer"
    BROKER_FAILS = "broker_fails", "Redis answers with an error that is not known"
    MESSAGE_NOT_SENT = "message_not_sent", "Redis did not take a message"

    # What was given
    BAD_VALUE = "bad_value", "a field has a value that is not allowed"
    EMPTY = "empty", "a field that has to say something is empty"
    AMBIGUOUS_ID = "ambiguous_id", "the beginning of an id is that of several"
    NAME_TAKEN = "name_taken", "another one has this name"

    # Accounts
    NO_ACCOUNT = "no_account", "no account has this id or name"
    ACCOUNT_IN_USE = "account_in_use", "something belongs to the account, or names it"
    BAD_PUBLISHER_SETTINGS = "bad_publisher_settings", "a publisher cannot use its settings"
    ACCOUNT_INACTIVE = "account_inactive", "the account is retired, and nothing is made for it"

    # Targets
    TARGET_IN_USE = "target_in_use", "something went to the target, or is to go there"
    FIRST_TARGET = "first_target", "an account keeps the target that it was made with"
    NO_SLOTS = "no_slots", "the target takes articles at any time, so none is its next slot"
    FOLDER_TAKEN = "folder_taken", "another target of the account publishes into this folder"

    # Tasks
    NO_TASK = "no_task", "no task has this id"
    NO_TASKS_MEANT = "no_tasks_meant", "nothing says which tasks are meant"
    TASK_OPEN = "task_open", "the task has not ended, and only ended ones begin anew"
    GOES_ON_ELSEWHERE = (
        "goes_on_elsewhere",
        "the task's creator handed it on to somebody who cannot be asked to stop",
    )
    TASK_ENDED = "task_ended", "the task has ended, and only open ones are cancelled"
    TASK_COMPLETED = "task_completed", "the task has its content, and does not begin anew"
    NO_LATE_RESULT = "no_late_result", "no result came after the task's end"
    LATE_RESULT = "late_result", "a result that was paid for came late, and would be lost"
    KEY_USED = "key_used", "the idempotency key was used for another request"
    ASYNC_DISABLED = "async_disabled", "callers have to wait for the articles that they ask for"

    # Live events
    TOO_MANY_LISTENERS = "too_many_listeners", "so many listen to live events that no more may"

    # Tokens and calls of the API
    NO_TOKEN = "no_token", "no token has this id or name"
    TOKEN_MISSING = "token_missing", "the call carries no token"
    TOKEN_REFUSED = "token_refused", "the token is unknown, has expired or was revoked"
    SCOPE_TOO_SMALL = "scope_too_small", "the token's scope does not reach as far as this call"
    CALL_REPEATED = "call_repeated", "the first call under this idempotency key still runs"
    TOO_MANY_TRIES = (
        "too_many_tries",
        "an address sent too many tokens, keys or signatures that are none",
    )
    WRONG_HOST = "wrong_host", "the call names a host that is not this service's"
    NO_SUCH_PATH = "no_such_path", "the API has no such path"
    METHOD_NOT_ALLOWED = "method_not_allowed", "the path is there, and does not take this method"
    BODY_TOO_LARGE = "body_too_large", "the call's body is larger than any that is taken"
    BODY_TOO_SLOW = "body_too_slow", "the call's body did not arrive in time"
    BODY_UNREADABLE = "body_unreadable", "the call is no text, or no JSON that can be read"
    NO_JSON = "no_json", "the call's body is of another kind than JSON"
    BAD_MARK = "bad_mark", "the mark of a page is that of another list, or none"
    CALLBACK_REFUSED = "callback_refused", "the callback does not show who sent it"
    CALLBACK_OF_ANOTHER = "callback_of_another", "the callback's body tells of another order"
    KEY_OF_ANOTHER_CALL = "key_of_another_call", "the idempotency key came with another call before"

    # Contents and publications
    NO_CONTENT = "no_content", "no content has this id"
    NO_CONTENTS_MEANT = "no_contents_meant", "nothing says which contents are meant"
    CONTENTS_MEANT_TWICE = "contents_meant_twice", "it is said in several ways which are meant"
    CHANGED_MEANWHILE = "changed_meanwhile", "somebody else changed the content since it was read"
    CHANGED_SINCE_SEEN = (
        "changed_since_seen",
        "the content has another text than the one that whoever decides has seen",
    )
    HELD = "held", "the gate holds the content, and nothing says why it is approved all the same"
    NOT_APPROVED = "not_approved", "the content is to be approved first"
    APPROVED_ALREADY = (
        "approved_already",
        "the content is approved, and its time stands in the pool",
    )
    WAS_REJECTED = "was_rejected", "the content was rejected, and is one of several that are meant"
    WAS_APPROVED = "was_approved", "the content was approved, and was not named by its id"
    PUBLISHED = "published", "the content is published, and its copy would stay"
    TITLE_IN_DOUBT = "title_in_doubt", "the content may be published under its old title"
    NO_REVISION = "no_revision", "the content has no text of this number"
    REVISION_ACCEPTED = "revision_accepted", "the text is or was the content's: no proposal"
    REVISION_OUTDATED = "revision_outdated", "the text was written from one that was changed since"
    TARGET_HAS_IT = "target_has_it", "a target holds the article, which only it can take down"
    OTHER_TARGETS_WAIT = "other_targets_wait", "a target holds the article, and others wait for it"
    IN_POOL = "in_pool", "the content is in the publish pool, where its time is settled"
    NOT_IN_POOL = "not_in_pool", "the content is not in the publish pool"
    TARGETS_COME_LATE = "targets_come_late", "the content is approved, and its targets are chosen"
    NO_TARGET = "no_target", "no account has a target of this name"
    TARGET_PAUSED = "target_paused", "the content waits for a target that a person has paused"
    UNDER_WAY = "under_way", "the content is being published or looked up"
    PUBLISHING_FAILED = "publishing_failed", "the content failed to publish, and does not wait"
    CANNOT_UPDATE = "cannot_update", "its publisher sends no article out again"
    UP_TO_DATE = "up_to_date", "the target holds the content's present text"
    NOT_OUT = "not_out", "no target holds the article yet"
    NOT_PUBLISHED_YET = "not_published_yet", "the end of a publication was not seen in time"

    NO_ENTRY = "no_entry", "no publish entry has this id"
    NO_ENTRIES_MEANT = "no_entries_meant", "nothing says which publish entries are meant"

    # Schedules
    NO_SCHEDULE = "no_schedule", "no schedule has this id or name"
    NO_TICK = "no_tick", "no tick of a schedule has this id"
    SCHEDULE_ENDED = "schedule_ended", "the schedule has no times any more"
    NO_TRIGGER = "no_trigger", "nothing says when the schedule is to fire"
    SEVERAL_TRIGGERS = "several_triggers", "a schedule has one trigger, and several were given"
    SECONDS_IN_CRON = "seconds_in_cron", "the cron expression has a field for seconds"
    NOTHING_TO_PREVIEW = "nothing_to_preview", "neither a schedule nor a trigger was given"
    PARAMETERS_TWICE = "parameters_twice", "all parameters were given, and single ones as well"
    NO_TOPICS_GIVEN = "no_topics_given", "a schedule's topics are made by a template"
    NO_EVENT_NAMED = "no_event_named", "nothing says which message the schedule is to send"
    SPAN_BACKWARDS = "span_backwards", "a span of time ends before it begins"
    SPAN_IN_FUTURE = "span_in_future", "a span of time that has to have passed has not begun"

    # Webhooks
    NO_WEBHOOK = "no_webhook", "no webhook has this id"
    NO_DELIVERY = "no_delivery", "no delivery has this id"
    DELIVERY_UNDER_WAY = "delivery_under_way", "the message is being sent at this moment"
    TOO_MANY_WEBHOOKS = "too_many_webhooks", "there are as many webhooks as there may be"
    WEBHOOK_STATE = "webhook_state", "the webhook is in a state that does not allow this"

    # What a checkup finds
    CHECK_BROKE = "check_broke", "a check failed in a way that nobody foresaw"
    SETTING_IGNORED = "setting_ignored", "something that is set has no effect"
    HALF_A_PRICE = "half_a_price", "only the price of one kind of tokens is set"
    LITTLE_SPACE = "little_space", "the disk of the data home is nearly full"
    UNFINISHED_COPIES = "unfinished_copies", "copies that were broken off take space"
    CREATOR_UNUSABLE = "creator_unusable", "a creator cannot do its work"
    REVIEWER_UNUSABLE = "reviewer_unusable", "the reviewer cannot do its work"
    MORE_TARGETS = "more_targets", "more targets than are named fail"
    NO_SERVICE = "no_service", "no process is alive that does the work"
    NO_WORKER = "no_worker", "no process is alive that takes messages"
    WORK_STUCK = "work_stuck", "work stands still that somebody should have taken up"
    NO_CHANNEL = "no_channel", "no channel of alerts has this id or name"
    NO_SCHEDULER = "no_scheduler", "no process is alive that fires schedules"
    SEVERAL_HOMES = "several_homes", "processes that publish files write them in several places"
    TASKS_STAND_STILL = "tasks_stand_still", "tasks are due, and nobody takes them up"
    TASKS_QUARANTINED = "tasks_quarantined", "tasks failed, as worker after worker was lost to them"
    TICKS_STAND_STILL = (
        "ticks_stand_still",
        "times of schedules have come, and nobody works on them",
    )
    OPINIONS_STAND_STILL = "opinions_stand_still", "a reviewer is to be asked, and nobody asks it"
    REVIEWER_FAILS = "reviewer_fails", "a reviewer gives no opinion, and texts wait for people"
    PUBLICATIONS_STAND_STILL = "publications_stand_still", "what is due is not published"
    PUBLICATIONS_SLOW = "publications_slow", "a target works for long on what it took"
    WEBHOOK_FAILS = "webhook_fails", "messages do not arrive at a webhook's receiver"
    WEBHOOK_GIVEN_UP = (
        "webhook_given_up",
        "a webhook was paused, as nothing arrived there for days, or its receiver wants no more",
    )
    SCHEDULE_GIVEN_UP = "schedule_given_up", "a schedule was paused, as it failed again and again"
    SCHEDULE_FAILS = "schedule_fails", "the last times of a schedule failed"
    TOPICS_UNREADABLE = "topics_unreadable", "a schedule's topics cannot be read"
    NO_TOPIC_LEFT = "no_topic_left", "a schedule has no topic left for some account"

    # What the checklist of an installation finds
    NO_BACKUP_SCHEDULE = "no_backup_schedule", "nobody copies the database by itself"
    NO_YOUNG_BACKUP = "no_young_backup", "no copy of the database is younger than a day"
    MUCH_FREE_SPACE = "much_free_space", "much of the database's file holds nothing"
    DRAFTS_ALONE = "drafts_alone", "articles are drafts that no generator wrote"
    NO_ALERT_CHANNEL = "no_alert_channel", "nobody is told when something is wrong"
    CHANNELS_UNTRIED = "channels_untried", "no message was seen to arrive on a channel of alerts"
    NO_API = "no_api", "no process answers calls of the API"
    NO_TOKENS = "no_tokens", "there is no token with which to call the API"
    TOKENS_END = "tokens_end", "tokens end soon, or those that may do everything never do"
    TOKENS_UNUSED = "tokens_unused", "tokens open doors that nobody uses"
    NO_ACCOUNTS = "no_accounts", "there is no account to write for"
    ACCOUNTS_WITHOUT_TARGET = "accounts_without_target", "accounts have no target that is at work"
    REVIEWS_WAIT = "reviews_wait", "articles wait long for a person"
    PUBLICATIONS_UNPROVEN = "publications_unproven", "it is not known whether articles are out"
    SLOTS_FULL = "slots_full", "what is approved waits long for a free time of its target"
    PUBLICATIONS_FAILED = "publications_failed", "publications failed for good"
    MANY_FAILURES = "many_failures", "more generations fail than should"
    NO_CLEANUP = "no_cleanup", "old tasks stay for ever"


@dataclass(frozen=True, slots=True)
class Remark:
    """What a person should know although nothing failed; the parts are those of an error."""

    message: str
    advice: str = ""  # what to do, where it is the same whoever asks
    code: Code | None = None
    facts: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.message}: {self.advice}" if self.advice else self.message


class Said(Protocol):
    """An error, a remark, or what a check found: what faces find their words for."""

    @property
    def advice(self) -> str: ...
    @property
    def code(self) -> Code | None: ...
    @property
    def facts(self) -> Mapping[str, Any]: ...
